import { SQSClient } from "@aws-sdk/client-sqs";

/** A queue with its client, for callbacks. */
export interface OpenQueue {
  readonly url: string | undefined;
  readonly client: SQSClient;
}

/**
 * Opens queues with one client, once per environment. As for tables, three attempts take less than the function's timeout.
 *
 * @param variables names of the environment variables that contain the queues' URLs, keyed by queue.
 */
export function openQueues(variables: Readonly<Record<string, string>>): Record<string, OpenQueue> {
  const client = new SQSClient({
    maxAttempts: 3,
    // The client's endpoint is that of the queue's region.
    useQueueUrlAsEndpoint: false,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  return Object.fromEntries(
    Object.entries(variables).map(([queue, variable]) => [queue, { url: process.env[variable], client }]),
  );
}
