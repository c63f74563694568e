import type { Fact } from "../kernel/facts/facts";
import { Usage } from "../readers/usage";

/** A request that an API has answered. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** Path as sent, without the stage. */
  readonly path: string;
  readonly query: string;
  /** Declared path, such as `/items/{id}`; undefined if no route matches. */
  readonly route: string | undefined;
  readonly status: number;
  /** Why the gateway answered itself; undefined if an integration answered. */
  readonly reason: string | undefined;
}

/** A call to a table. */
export interface DataCall {
  /** Such as `GetItem`. */
  readonly operation: string;
  readonly tables: readonly string[];
  readonly status: number;
  /** Such as `ConditionalCheckFailedException`; undefined for a success. */
  readonly errorType: string | undefined;
  /** IAM's message; undefined for an allowed call. */
  readonly denial: string | undefined;
}

/** An event that a bus received. */
export interface BusEvent {
  /** Id that EventBridge gave the event. */
  readonly id: string;
  /** Name of the bus. */
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  /** Names of the rules that it triggered. */
  readonly rules: readonly string[];
}

/** A line of a log. */
export interface LogLine {
  /** Epoch milliseconds of the cloud's clock. */
  readonly at: number;
  /** Logical name of the function, or the part of the local cloud that wrote the line. */
  readonly source: string;
  readonly text: string;
}

/** Maximum number of entries in a recorded list. */
const maxEntries = 1_000;

/** Records facts for the queries of a test. */
export class Recording {
  requests: AnsweredRequest[] = [];
  dataCalls: DataCall[] = [];
  events: BusEvent[] = [];
  logs: LogLine[] = [];
  usage = new Usage();
  denials = new Set<string>();

  readonly read = (fact: Fact): void => {
    this.usage.read(fact);
    if (fact.kind === "log") keep(this.logs, { at: fact.at, source: fact.source, text: fact.text });
    if (fact.kind === "event") {
      const { eventId: id, bus, source, detailType, text, rules } = fact;
      const { detail } = JSON.parse(text) as { readonly detail: unknown };
      keep(this.events, { id, bus, source, detailType, detail, rules });
    }
    if (fact.kind === "dataCall") {
      if (fact.denial !== undefined) this.denials.add(fact.denial);
      const { operation, tables: names, status, errorType, denial } = fact;
      keep(this.dataCalls, { operation, tables: names, status, errorType, denial });
    }
    if (fact.kind === "request") {
      const { requestId, method, path, query, resourcePath: route, status, reason } = fact;
      keep(this.requests, { requestId, method, path, query, route, status, reason });
    }
  };

  forget(): void {
    [this.requests, this.dataCalls, this.events, this.logs] = [[], [], [], []];
    [this.usage, this.denials] = [new Usage(), new Set()];
  }
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > maxEntries) list.shift();
}
