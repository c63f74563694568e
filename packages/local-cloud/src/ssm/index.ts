import { DurableMap } from "../kernel/durableMap";
import { jsonService } from "../kernel/protocols/jsonService";
import { ofType, type Properties } from "../kernel/resources";
import type { ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { parameterOperations } from "./operations";
import { Parameters, type ParameterInput, type ParameterType, type StoredParameter } from "./parameters";
import { types } from "./types";

/** Parameter Store of Systems Manager. */
export const ssm: ServiceDefinition = {
  emulates: types,
  create: (run) => {
    let store: DurableMap<StoredParameter> | undefined;
    let parameters: Parameters | undefined;
    return {
      start: () => {
        store = DurableMap.open<StoredParameter>(run.dataDir, "ssm");
        parameters = new Parameters(store, run.clock);
        const operations = parameterOperations(parameters, run.location);
        const service = jsonService({ signingName: "ssm", version: "1.1", registry: run.registry, operations });
        run.registry.use(serviceEndpoint).serve(service);
        return Promise.resolve();
      },
      declare: ({ resources }) =>
        parameters!.declare(ofType(resources, "aws:ssm/parameter:Parameter").map(({ state }) => parameterOf(state))),
      stop: () => {
        store?.close();
        return Promise.resolve();
      },
    };
  },
};

function parameterOf(state: Properties): ParameterInput {
  const { name, value, type, description, allowedPattern, dataType, tier } = state as Partial<Record<string, string>>;
  return { name: name!, value: value ?? "", type: type as ParameterType, description, allowedPattern, dataType, tier };
}
