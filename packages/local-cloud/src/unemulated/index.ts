import type { ServiceDefinition } from "../kernel/service";
import { userPools } from "../kernel/userPools";
import { unemulatedChecks } from "./checks";
import { UnemulatedEndpoint } from "./endpoint";
import { types } from "./types";

/** Every service of AWS that no other folder is. */
export const unemulated: ServiceDefinition = {
  emulates: {},
  names: types,
  refuses: unemulatedChecks,
  create: ({ log, functionVariables, registry }) => {
    const endpoint = new UnemulatedEndpoint(log, (pool) => registry.find(userPools)?.keySet(pool));
    return {
      // A service's own endpoint goes before this one of all (AWS SDKs Reference Guide, "Service-specific endpoints").
      start: async () => {
        functionVariables["AWS_ENDPOINT_URL"] = await endpoint.listen();
      },
      stop: () => endpoint.close(),
    };
  },
};
