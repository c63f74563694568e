import type { ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { userPools } from "../kernel/interfaces/userPools";
import { EndpointListener } from "./listener";

/** The endpoint of all services except DynamoDB, which has its own listener. */
export const endpoint: ServiceDefinition = {
  emulates: {},
  create: (run) => {
    const listener = new EndpointListener(run, (pool) => run.registry.find(userPools)?.keySet(pool));
    run.registry.offer(serviceEndpoint, listener);
    return {
      // The endpoint of one service overrides this one (AWS SDKs Reference Guide, "Service-specific endpoints").
      start: async () => {
        run.functionVariables["AWS_ENDPOINT_URL"] = await listener.listen();
      },
      stop: () => listener.close(),
    };
  },
};
