import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

/** A table with its client, for callbacks. */
export interface OpenTable {
  readonly name: string | undefined;
  readonly client: DynamoDBDocumentClient;
}

/**
 * Opens tables with one client, once per environment. Creates no client if there are no tables.
 *
 * The client makes three attempts of at most 2 s, of which 1 s to connect. This is below the function's timeout, so
 * that an unreachable table leads to a 503 and not to a timeout.
 *
 * @param variables names of the environment variables that contain the tables' names, keyed by table.
 */
export function openTables(variables: Readonly<Record<string, string>>): Record<string, OpenTable> {
  const entries = Object.entries(variables);
  if (entries.length === 0) return {};

  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    }),
  );

  /**
   * Makes a call of the client that sends nothing. The SDK's work at the first call then happens during init, where Lambda
   * provides a full CPU, and not in the first request. The result is ignored.
   */
  const warmUp = () => {
    const command = new GetCommand({ TableName: "warm-up", Key: { id: "" } });
    const answer = { response: { statusCode: 200, headers: {}, body: new Uint8Array() }, output: { $metadata: {} } };
    // The innermost middleware, which would pass the signed request to the socket.
    command.middlewareStack.add(() => () => Promise.resolve(answer), { step: "deserialize", priority: "low" });
    client.send(command).catch(() => undefined);
  };
  // Runs after this function and before init ends.
  queueMicrotask(warmUp);
  return Object.fromEntries(entries.map(([table, variable]) => [table, { name: process.env[variable], client }]));
}
