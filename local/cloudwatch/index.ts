import type { ServiceDefinition } from "../engine/service";
import { names } from "./types";

export const cloudwatch: ServiceDefinition = { emulates: {}, names };
