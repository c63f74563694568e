import { distributions } from "../kernel/distributions";
import type { ServiceDefinition } from "../kernel/service";
import { cloudfrontChecks } from "./checks";
import { declaredDistributions } from "./declared";
import { LiveDistributions } from "./liveDistributions";
import { types } from "./types";

export const cloudfront: ServiceDefinition = {
  emulates: types,
  refuses: cloudfrontChecks,
  create: (run) => {
    const live = new LiveDistributions(run);
    run.registry.offer(distributions, live);
    return {
      declare: ({ resources }) => live.declare(declaredDistributions(resources)),
      stop: () => live.stop(),
    };
  },
};
