import * as scheduler from "@aws-sdk/client-scheduler";
import type { Credentials } from "../../src/kernel/interfaces";
import type { CallAnswer } from "./topicCalls";

type Command = new (input: object) => scheduler.CreateScheduleCommand;

export interface SchedulerAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Calls an operation of EventBridge Scheduler by the SDK, because its protocol has paths instead of operation names. */
export async function callScheduler(access: SchedulerAccess, operation: string, input: object): Promise<CallAnswer> {
  const command = (scheduler as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`];
  if (command === undefined) throw new Error(`EventBridge Scheduler has no operation ${operation}`);
  const client = new scheduler.SchedulerClient({ ...access, maxAttempts: 1 });
  try {
    const { $metadata, ...output } = await client.send(new command(withDates(input)));
    return { status: $metadata.httpStatusCode!, output: withSeconds(output) };
  } catch (error) {
    if (!(error instanceof scheduler.SchedulerServiceException)) throw error;
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
      /^(?:Start|End)Date$/.test(key) ? date(value) : (value as unknown),
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
