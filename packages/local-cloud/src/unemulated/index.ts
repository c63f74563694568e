import type { ServiceDefinition } from "../kernel/service";
import { unemulatedChecks } from "./checks";
import { types } from "./types";

/** Every service of AWS that no other folder is. */
export const unemulated: ServiceDefinition = {
  emulates: {},
  names: types,
  refuses: unemulatedChecks,
};
