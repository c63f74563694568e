import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import type { ReceivedInput } from "./receive";

/** Processes an input unless it was processed before. @param millis time after which an unfinished attempt counts as ended */
export type ProcessOnce = (input: ReceivedInput, millis: number) => Promise<void>;

/**
 * Returns a function that processes each id once. The table stores ids for a day, as long as a stream keeps its records.
 *
 * An attempt that fails removes its id. One that never ends, because its environment was stopped, blocks its id for
 * `millis`.
 */
export function runOnce(process: (input: ReceivedInput) => Promise<void>, tableName: string | undefined): ProcessOnce {
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: tableName ?? "",
    awsSdkV3Client: new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    }),
  });
  const config = new IdempotencyConfig({ expiresAfterSeconds: 86_400, hashFunction: "sha256" });
  const run = makeIdempotent((_id: string, input: ReceivedInput) => process(input), {
    persistenceStore,
    config,
    dataIndexArgument: 0,
  });
  return async (input, millis) => {
    config.registerLambdaContext({ getRemainingTimeInMillis: () => millis } as Context);
    await run(input.id, input);
  };
}
