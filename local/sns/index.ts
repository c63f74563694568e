import type { ServiceDefinition } from "../engine/service";
import { names } from "./types";

export const sns: ServiceDefinition = { emulates: {}, names };
