import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { messageOf } from "../kernel/errors";
import type { Fact } from "../kernel/facts/facts";
import { accountId, arn, inRegionOf } from "../kernel/identity";
import { functions, InvokeRefused } from "../kernel/interfaces/functions";
import type { Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { parseFilterPattern, type EventFilter } from "./filterPattern";
import { isFunction } from "./types";

type LogFact = Extract<Fact, { readonly kind: "log" }>;

interface Subscription {
  readonly name: string;
  readonly group: string;
  readonly destination: string;
  readonly matches: EventFilter;
}

interface LogEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** Maximum number of events of a call. AWS limits a call to 1 MB. */
const maxEvents = 1_000;

/** Sends the log events of groups to the functions that subscribe to them. */
export class Subscriptions {
  private readonly byGroup = new Map<string, Subscription[]>();
  /** Events that wait for the end of the current turn, by subscription and stream. */
  private pending = new Map<Subscription, Map<string, LogEvent[]>>();
  private count = 0;

  constructor(private readonly run: Pick<Run, "registry" | "log" | "location">) {}

  declare(declared: readonly Declared[]): void {
    this.byGroup.clear();
    for (const { state } of declared) {
      const { destinationArn: destination, filterPattern } = state;
      if (!isFunction(destination)) continue;
      const group = String(state["logGroup"]);
      const matches = parseFilterPattern(typeof filterPattern === "string" ? filterPattern : "");
      const subscription = { name: String(state["name"]), group, destination, matches };
      this.byGroup.set(group, [...(this.byGroup.get(group) ?? []), subscription]);
    }
  }

  /** Adds an event of a log group. */
  add({ at, text, source, group = { name: source, stream: "default" } }: LogFact): void {
    const message = text.replace(/\n$/, "");
    for (const subscription of this.byGroup.get(group.name) ?? []) {
      if (message === "" || !this.accepts(subscription, message)) continue;
      this.count += 1;
      const id = createHash("sha256").update(`${group.name} ${this.count}`).digest("hex").slice(0, 56);
      this.wait(subscription, group.stream, { id, timestamp: Math.floor(at), message });
    }
  }

  /** A regular expression that takes too long matches nothing. */
  private accepts({ name, matches }: Subscription, message: string): boolean {
    try {
      return matches(message);
    } catch (error) {
      this.run.log({ source: "logs", text: `subscription filter ${name}: ${messageOf(error)}` });
      return false;
    }
  }

  private wait(subscription: Subscription, stream: string, event: LogEvent): void {
    if (this.pending.size === 0) setImmediate(() => this.flush());
    const streams = this.pending.get(subscription) ?? new Map<string, LogEvent[]>();
    this.pending.set(subscription, streams);
    streams.set(stream, [...(streams.get(stream) ?? []), event]);
  }

  private flush(): void {
    const { pending } = this;
    this.pending = new Map();
    for (const [subscription, streams] of pending) {
      for (const [stream, events] of streams) {
        for (let at = 0; at < events.length; at += maxEvents) {
          this.send(subscription, stream, events.slice(at, at + maxEvents)).catch((error: unknown) =>
            this.run.log({ source: "logs", text: `subscription filter ${subscription.name}: ${messageOf(error)}` }),
          );
        }
      }
    }
  }

  /** Calls the function (CloudWatch Logs User Guide, "Log group-level subscription filters"). */
  private async send({ name, group, destination }: Subscription, stream: string, events: LogEvent[]): Promise<void> {
    const location = inRegionOf(this.run.location, destination);
    const data = gzipSync(
      JSON.stringify({
        messageType: "DATA_MESSAGE",
        owner: accountId,
        logGroup: group,
        logStream: stream,
        subscriptionFilters: [name],
        logEvents: events,
      }),
    ).toString("base64");
    const sourceArn = arn(location, "logs", `log-group:${group}:*`);
    const invoke = (principal: string) =>
      this.run.registry.use(functions).invoke({
        functionName: destination,
        invocationType: "Event",
        payload: JSON.stringify({ awslogs: { data } }),
        caller: { principal, sourceArn },
      });
    // A permission names the service with or without a region.
    await invoke("logs.amazonaws.com").catch((error: unknown) => {
      if (error instanceof InvokeRefused && error.statusCode === 403)
        return invoke(`logs.${location.region}.amazonaws.com`);
      throw error;
    });
  }
}
