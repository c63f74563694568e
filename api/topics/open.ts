import { SNSClient } from "@aws-sdk/client-sns";

/** A topic with its client, for callbacks. */
export interface OpenTopic {
  readonly arn: string | undefined;
  readonly client: SNSClient;
}

/**
 * Opens topics with one client, once per environment. As for tables, three attempts take less than the function's timeout.
 *
 * @param variables names of the environment variables that contain the topics' ARNs, keyed by topic.
 */
export function openTopics(variables: Readonly<Record<string, string>>): Record<string, OpenTopic> {
  const client = new SNSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  return Object.fromEntries(
    Object.entries(variables).map(([topic, variable]) => [topic, { arn: process.env[variable], client }]),
  );
}
