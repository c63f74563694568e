import type { ServiceDefinition } from "../kernel/service";
import { mappings } from "../kernel/mappings";
import { mappingChecks } from "./checks";
import { checkReferences } from "./references";
import { LiveMappings } from "./liveMappings";
import { types } from "./types";

/** Event source mappings of queues and table streams. They start after the functions that they call. */
export const eventsources: ServiceDefinition = {
  emulates: types,
  refuses: mappingChecks,
  create: (run) => {
    const live = new LiveMappings(run);
    run.registry.offer(mappings, live);
    return {
      start: () => {
        live.open();
        return Promise.resolve();
      },
      check: checkReferences,
      declare: ({ resources }) => live.declare(resources),
      stop: () => {
        live.stop();
        return Promise.resolve();
      },
    };
  },
};
