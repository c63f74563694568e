import * as lambda from "@aws-sdk/client-lambda";
import * as scheduler from "@aws-sdk/client-scheduler";
import type { Credentials } from "../../src/kernel/interfaces/authorization";
import type { CallAnswer } from "./topicCalls";

type Command = new (input: object) => object;

interface Client {
  readonly send: (command: object) => Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>;
  readonly destroy: () => void;
}

export interface RestAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** SDKs of services whose protocol has paths instead of operation names. */
const sdks = {
  scheduler: { commands: scheduler, client: scheduler.SchedulerClient, failure: scheduler.SchedulerServiceException },
  lambda: { commands: lambda, client: lambda.LambdaClient, failure: lambda.LambdaServiceException },
} as const;

export type RestService = keyof typeof sdks;

export function isRestService(service: string): service is RestService {
  return service in sdks;
}

/** Calls an operation by the SDK. */
export async function callRest(access: RestAccess, api: string, input: object): Promise<CallAnswer> {
  const [service = "", operation = ""] = api.split(":");
  const { commands, client: Sdk, failure } = sdks[service as RestService];
  const command = (commands as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`];
  if (command === undefined) throw new Error(`${service} has no operation ${operation}`);
  const client = new Sdk({ ...access, maxAttempts: 1 }) as unknown as Client;
  try {
    const { $metadata, ...output } = await client.send(new command(withDates(input)));
    return { status: $metadata.httpStatusCode!, output: withSeconds(output) };
  } catch (error) {
    if (!(error instanceof failure)) throw error;
    const { name, message, $metadata } = error;
    return { status: $metadata.httpStatusCode!, error: { status: $metadata.httpStatusCode, code: name, message } };
  } finally {
    client.destroy();
  }
}

/** Returns the input with dates, as the SDK takes them. */
function withDates(input: object): object {
  const date = (value: unknown) => (typeof value === "number" ? new Date(value * 1_000) : new Date(String(value)));
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      /^(?:StartDate|EndDate|StartingPositionTimestamp)$/.test(key) ? date(value) : (value as unknown),
    ]),
  );
}

/** Returns the output with times in seconds, as AWS sends them, and without absent members. */
function withSeconds(output: object): unknown {
  return JSON.parse(
    JSON.stringify(output, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
      const own = this[key];
      return own instanceof Date ? own.getTime() / 1_000 : value;
    }),
  );
}
