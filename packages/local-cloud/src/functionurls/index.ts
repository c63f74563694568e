import { functionUrls } from "../kernel/interfaces/functionUrls";
import type { ServiceDefinition } from "../kernel/service";
import { urlChecks } from "./checks";
import { declaredUrls } from "./declared";
import { LiveUrls } from "./liveUrls";
import { types } from "./types";

export const functionurls: ServiceDefinition = {
  emulates: types,
  refuses: urlChecks,
  create: (run) => {
    const live = new LiveUrls(run);
    run.registry.offer(functionUrls, live);
    return {
      declare: ({ resources }) => live.declare(declaredUrls(resources)),
      stop: () => live.stop(),
    };
  },
};
