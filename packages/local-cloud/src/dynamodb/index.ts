import { dataChannels } from "../kernel/interfaces/dataChannels";
import { dataPlane } from "../kernel/interfaces/dataPlane";
import type { ServiceDefinition } from "../kernel/service";
import { dynamodbChecks } from "./checks";
import { DataEndpoint } from "./endpoint";
import { DynamoDbEngine } from "./engine";
import { tables } from "../kernel/interfaces/descriptions";
import { streams } from "../kernel/interfaces/streams";
import { LiveTables } from "./liveTables";
import { checkTables } from "./refusals";
import { declareTables } from "./tables";
import { types } from "./types";

export const dynamodb: ServiceDefinition = {
  emulates: types,
  refuses: dynamodbChecks,
  create: (run) => {
    let engine: DynamoDbEngine | undefined;
    let endpoint: DataEndpoint | undefined;
    const live = new LiveTables(() => engine!);
    run.registry.offer(tables, live);
    return {
      start: async () => {
        const { dataDir, clock, location, faults } = run;
        const isStale = () => faults.strikes("dynamodb:stale");
        engine = DynamoDbEngine.open({ dataDir, clock, region: location.region, isStale });
        endpoint = new DataEndpoint(engine, run);
        run.registry.offer(dataPlane, endpoint);
        run.registry.offer(dataChannels, endpoint);
        run.registry.offer(streams, {
          call: (operation, request) => {
            const { statusCode, body } = engine!.call(operation, request);
            return statusCode === 200 ? (body as Record<string, unknown>) : undefined;
          },
          traceOf: (record) => engine!.traceOf(record),
        });
        const url = await endpoint.listen();
        run.functionVariables["AWS_ENDPOINT_URL_DYNAMODB"] = url;
        run.functionVariables["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = url;
      },
      check: ({ resources }) => checkTables(resources),
      declare: ({ resources }) => {
        declareTables(engine!, resources);
        live.declare(resources);
      },
      stop: async () => {
        await endpoint?.close();
        engine?.close();
      },
    };
  },
};
