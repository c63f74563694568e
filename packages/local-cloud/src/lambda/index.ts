import { functions } from "../kernel/interfaces/functions";
import type { ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { lambdaChecks } from "./checks";
import { declaredFunctions, type FunctionDeclaration } from "./declared";
import { LiveFunctions } from "./liveFunctions";
import { invokeService } from "./calls/invokeService";
import { streamService } from "./calls/streamService";
import { types } from "./types";

export const lambda: ServiceDefinition = {
  emulates: types,
  refuses: lambdaChecks,
  create: (run) => {
    const live = new LiveFunctions(run);
    let checked: readonly FunctionDeclaration[] = [];
    run.registry.offer(functions, live);
    return {
      start: () => {
        const endpoint = run.registry.use(serviceEndpoint);
        for (const service of [invokeService, streamService]) endpoint.serve(service(run.registry));
        return Promise.resolve();
      },
      check: ({ resources }) => {
        checked = declaredFunctions(resources, run.location);
        live.check(checked);
      },
      declare: ({ sourceMapOf }) => {
        live.archives.sourceMapOf = sourceMapOf;
        return live.declare(checked);
      },
      stop: () => live.stop(),
    };
  },
};
