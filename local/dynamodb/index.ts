import type { ServiceDefinition } from "../engine/service";
import { DataEndpoint } from "./endpoint";
import { DynamoDbEngine } from "./engine";
import { createTables } from "./tables";
import { types } from "./types";

export const dynamodb: ServiceDefinition = {
  emulates: types,
  create: (run) => {
    let engine: DynamoDbEngine | undefined;
    let endpoint: DataEndpoint | undefined;
    return {
      start: async () => {
        engine = await DynamoDbEngine.open(run.dataDir);
        endpoint = new DataEndpoint(engine, run);
        run.functionVariables["AWS_ENDPOINT_URL_DYNAMODB"] = await endpoint.listen();
      },
      declare: ({ resources }) => createTables(engine!, resources),
      stop: async () => {
        await endpoint?.close();
        await engine?.close();
      },
    };
  },
};
