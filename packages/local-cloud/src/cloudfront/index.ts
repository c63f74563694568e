import { distributions } from "../kernel/interfaces/distributions";
import type { ServiceDefinition } from "../kernel/service";
import { serviceEndpoint, type EndpointService } from "../kernel/protocols/serviceEndpoint";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { cloudfrontChecks } from "./checks";
import { declaredDistributions } from "./declared";
import type * as invalidationApiFile from "./invalidationApi";
import { LiveDistributions } from "./liveDistributions";
import { types } from "./types";

/* eslint-disable @typescript-eslint/no-require-imports -- few programs call CloudFront's API */
const loadApi = () => require("./invalidationApi") as typeof invalidationApiFile;
/* eslint-enable @typescript-eslint/no-require-imports */

/** Returns CloudFront's side of the endpoint, which loads with the first request. */
function lazyService(live: LiveDistributions, registry: ServiceRegistry): EndpointService {
  let loaded: EndpointService | undefined;
  const service = () =>
    (loaded ??= loadApi().invalidationService({
      invalidationsOf: (id) => live.invalidationsOf(id),
      distributions: live,
      registry,
    }));
  return {
    signingName: "cloudfront",
    answer: (request) => service().answer(request),
    refuse: (refusal, request) => service().refuse(refusal, request),
  };
}

export const cloudfront: ServiceDefinition = {
  emulates: types,
  refuses: cloudfrontChecks,
  create: (run) => {
    const live = new LiveDistributions(run);
    run.registry.offer(distributions, live);
    return {
      start: () => {
        run.registry.use(serviceEndpoint).serve(lazyService(live, run.registry));
        return Promise.resolve();
      },
      declare: ({ resources }) => live.declare(declaredDistributions(resources)),
      stop: () => live.stop(),
    };
  },
};
