import { plans } from "../kernel/interfaces/descriptions";
import { apis } from "../kernel/interfaces/apis";
import type { ServiceDefinition } from "../kernel/service";
import { restApi } from "./component/restApi";
import { apiChecks } from "./declared/apiChecks";
import { deployedApis } from "./declared/apis";
import type { DeployedApi } from "./gateway";
import { LiveApis } from "./liveApis";
import { methodChecks } from "./declared/methodChecks";
import { planChecks } from "./declared/planChecks";
import { names, types } from "./declared/types";

export const apigateway: ServiceDefinition = {
  emulates: types,
  names,
  constructs: { "aws-apigateway:index:RestAPI": restApi },
  refuses: [...methodChecks, ...apiChecks, ...planChecks],
  create: (run) => {
    const live = new LiveApis(run);
    let checked: ReadonlyMap<string, DeployedApi> = new Map();
    run.registry.offer(apis, live);
    run.registry.offer(plans, live.plans);
    return {
      start: () => live.open(),
      check: ({ resources }) => {
        checked = deployedApis(resources);
      },
      declare: ({ resources }) => live.declare(resources, checked),
      stop: () => live.stop(),
    };
  },
};
