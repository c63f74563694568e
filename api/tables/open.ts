import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

/** A table as callbacks get it. */
export interface OpenTable {
  readonly name: string | undefined;
  readonly client: DynamoDBDocumentClient;
}

/**
 * Opens tables with one client. Called once per environment, before the callback is made; without tables there is no
 * client.
 *
 * Three attempts of at most 2 s (1 s to connect) stay below the function's timeout, so that an unreachable table is
 * answered and not waited for.
 *
 * @param variables the environment variable that holds each table's name.
 */
export function openTables(variables: Readonly<Record<string, string>>): Record<string, OpenTable> {
  const entries = Object.entries(variables);
  if (entries.length === 0) return {};

  /**
   * One call that never leaves the function: what the SDK compiles and sets up at its first call belongs to init, where
   * Lambda lends a full CPU, and not to the first request. Whether it succeeds is no matter.
   */
  const rehearse = () => {
    const requestHandler = {
      handle: () => Promise.resolve({ response: { statusCode: 200, headers: {}, body: new Uint8Array() } }),
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    };
    const silent = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler }));
    silent.send(new GetCommand({ TableName: "rehearsal", Key: { id: "" } })).catch(() => undefined);
  };

  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    }),
  );
  // Once the client is built, and before init ends.
  queueMicrotask(rehearse);
  return Object.fromEntries(entries.map(([table, variable]) => [table, { name: process.env[variable], client }]));
}
