import { dataPlane } from "../kernel/dataPlane";
import type { ServiceDefinition } from "../kernel/service";
import { dynamodbChecks } from "./checks";
import { DataEndpoint } from "./endpoint";
import { DynamoDbEngine } from "./engine";
import { tables } from "../kernel/described";
import { LiveTables } from "./liveTables";
import { checkTables } from "./refusals";
import { createTables } from "./tables";
import { types } from "./types";

export const dynamodb: ServiceDefinition = {
  emulates: types,
  refuses: dynamodbChecks,
  create: (run) => {
    let engine: DynamoDbEngine | undefined;
    let endpoint: DataEndpoint | undefined;
    const live = new LiveTables(() => engine!);
    run.ports.offer(tables, live);
    return {
      start: async () => {
        engine = await DynamoDbEngine.open(run.dataDir);
        endpoint = new DataEndpoint(engine, run);
        run.ports.offer(dataPlane, endpoint);
        run.functionVariables["AWS_ENDPOINT_URL_DYNAMODB"] = await endpoint.listen();
      },
      check: ({ resources }) => checkTables(resources),
      declare: async ({ resources }) => {
        await createTables(engine!, resources);
        live.declare(resources);
      },
      stop: async () => {
        await endpoint?.close();
        await engine?.close();
      },
    };
  },
};
