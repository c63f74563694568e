import { EventBridgeClient } from "@aws-sdk/client-eventbridge";

/** A bus with its client, for callbacks. */
export interface OpenBus {
  readonly name: string | undefined;
  readonly client: EventBridgeClient;
}

/**
 * Opens buses with one client, once per environment. As for tables, three attempts take less than the function's timeout.
 *
 * @param variables names of the environment variables that contain the buses' names, keyed by bus.
 */
export function openBuses(variables: Readonly<Record<string, string>>): Record<string, OpenBus> {
  const client = new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  return Object.fromEntries(
    Object.entries(variables).map(([bus, variable]) => [bus, { name: process.env[variable], client }]),
  );
}
