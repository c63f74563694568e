import type { ServiceDefinition } from "../kernel/service";
import { unemulatedChecks } from "./checks";
import { types } from "./types";

/** Types of all AWS services without their own folder. */
export const unemulated: ServiceDefinition = {
  emulates: {},
  names: types,
  refuses: unemulatedChecks,
};
