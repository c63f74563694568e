import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { Fact, InvocationFact, LogFact, RefusedCallFact, RequestFact } from "../../kernel/facts/facts";
import { Flows } from "./flows";
import {
  truncateCall,
  truncateInvocation,
  truncateLog,
  truncateMessage,
  LimitedList,
  sizeOfCall,
  sizeOfMessage,
  type StoredCall,
  type StoredMessage,
} from "./truncate";

const mebibyte = 1_048_576;

/** Limits of the stored requests. */
export const recordedLimits = { entries: 1_000, bytes: 32 * mebibyte };

/** Limits of the calls of unanswered requests, and of the log lines of calls in progress. */
const openLimits = { entries: 1_000, bytes: 8 * mebibyte };

/** Limits of the log lines of one call, and of the data calls of one request. */
const eachLimits = { entries: 200, bytes: mebibyte / 4 };

/** A fact with its arrival time in milliseconds of real time; the run's clock may be scaled. */
export interface Timed<T> {
  readonly fact: T;
  readonly at: number;
}

/** A stored request. */
export interface StoredRequest extends Omit<RequestFact, "sent" | "answered"> {
  readonly sent: StoredMessage;
  readonly answered: StoredMessage;
}

/** A request with its calls and log lines. */
export interface RequestRecord {
  readonly id: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly request: Timed<StoredRequest>;
  readonly invocation: Timed<InvocationFact> | undefined;
  readonly refused: RefusedCallFact | undefined;
  readonly calls: LimitedList<Timed<StoredCall>>;
  /** Log lines of the function's call, then of the request. */
  readonly logs: readonly LimitedList<LogFact>[];
}

interface OpenRequest {
  invocation?: Timed<InvocationFact>;
  refused?: RefusedCallFact;
  logs?: LimitedList<LogFact>;
  readonly calls: LimitedList<Timed<StoredCall>>;
}

/** Groups facts by request and stores the newest requests. Passes what a request causes to `flows`. */
export class Requests {
  /** Events, deliveries and calls that requests cause. */
  readonly flows: Flows;
  /** Newest request of a trace. */
  private readonly ids = new BoundedMap<string, number>({ entries: recordedLimits.entries, bytes: Infinity }, () => 1);
  private readonly recorded = new BoundedMap<number, RequestRecord>(recordedLimits, sizeOf);
  private next = 1;
  /** Keyed by trace. */
  private readonly open = new BoundedMap<string, OpenRequest>(openLimits, sizeOfOpen);
  /** Log lines of calls in progress, by request id. */
  private readonly logs = new BoundedMap<string, LimitedList<LogFact>>(openLimits, ({ bytes }) => bytes + entryBytes);

  /**
   * @param onRequest receives each complete request.
   * @param onCaused receives the id of a request that has caused something.
   */
  constructor(
    private readonly onRequest: (recorded: RequestRecord) => void,
    onCaused: (id: number) => void = () => undefined,
  ) {
    this.flows = new Flows((trace) => {
      const id = this.ids.get(trace);
      if (id !== undefined) onCaused(id);
    });
  }

  /** @param at monotonic milliseconds of the fact's arrival. */
  read(fact: Fact, at: number): void {
    switch (fact.kind) {
      case "log":
        if (fact.requestId !== undefined) this.logged(fact.requestId, truncateLog(fact));
        return;
      case "dataCall":
        if (fact.trace === undefined) return;
        if (this.flows.owns(fact.trace)) return this.flows.addDataCall(truncateCall(fact), at);
        this.opened(fact.trace).calls.add({ fact: truncateCall(fact), at });
        this.open.resize(fact.trace);
        return;
      case "invocation":
        this.invoked(fact, at);
        return;
      case "refusedCall":
        if (fact.trace === undefined) return;
        if (this.flows.owns(fact.trace)) return this.flows.addRefusedCall(fact, at);
        this.opened(fact.trace).refused = fact;
        return;
      case "request":
        this.answered(fact, at);
        return;
      default:
        this.flows.read(fact, at);
    }
  }

  /** Counts requests that are dropped without being read. */
  skip(count: number): void {
    this.next += count;
  }

  /** All stored requests, oldest first. */
  get all(): RequestRecord[] {
    return this.recorded.values;
  }

  /** Number of dropped requests. */
  get dropped(): number {
    return this.next - 1 - this.recorded.size;
  }

  /** Number of traces without a request so far. */
  get pending(): number {
    return this.open.size + this.logs.size;
  }

  find(id: number): RequestRecord | undefined {
    return this.recorded.get(id);
  }

  private logged(requestId: string, fact: LogFact): void {
    const lines = this.logs.get(requestId) ?? new LimitedList<LogFact>(eachLimits, ({ text }) => text.length);
    lines.add(fact);
    if (this.logs.get(requestId) === undefined) this.logs.set(requestId, lines);
    else this.logs.resize(requestId);
  }

  private takenLogs(requestId: string): LimitedList<LogFact> | undefined {
    const lines = this.logs.get(requestId);
    this.logs.delete(requestId);
    return lines;
  }

  private invoked(fact: InvocationFact, at: number): void {
    const logs = this.takenLogs(fact.requestId);
    if (fact.trace === undefined) return;
    if (this.follows(fact, fact.trace)) return this.flows.addCall({ fact: truncateInvocation(fact), logs }, at);
    const open = this.opened(fact.trace);
    // The gateway's own call of the function ends last. Earlier ones are those of an authorizer or of other functions.
    if (open.invocation !== undefined) this.flows.addCall({ fact: open.invocation.fact, logs: open.logs }, at);
    open.invocation = { fact: truncateInvocation(fact), at };
    if (logs === undefined) delete open.logs;
    else open.logs = logs;
    this.open.resize(fact.trace);
  }

  /** Returns whether a call is not the one that answers its request. */
  private follows({ caller }: InvocationFact, trace: string): boolean {
    if (caller !== undefined) return caller !== "apigateway.amazonaws.com";
    return this.flows.owns(trace) || this.ids.get(trace) !== undefined;
  }

  /** Returns the newest request with a trace; undefined if none is stored. */
  idOf(trace: string): number | undefined {
    return this.ids.get(trace);
  }

  /** Returns the newest request that a trace goes back to; undefined if it goes back to none. */
  causeOf(trace: string): number | undefined {
    return this.flows
      .causesOf(trace)
      .map((cause) => this.ids.get(cause))
      .find((id) => id !== undefined);
  }

  /** Returns the calls to tables since a request was answered, which functions with its trace have made. */
  laterCalls(trace: string): readonly Timed<StoredCall>[] {
    return this.open.get(trace)?.calls.items ?? [];
  }

  private answered(fact: RequestFact & { readonly at: number }, at: number): void {
    const own = this.takenLogs(fact.requestId);
    const { invocation, refused, calls = newCalls(), logs } = this.open.get(fact.trace) ?? {};
    this.open.delete(fact.trace);
    const id = this.next;
    this.next += 1;
    const kept = { ...fact, sent: truncateMessage(fact.sent), answered: truncateMessage(fact.answered) };
    const recorded: RequestRecord = {
      id,
      at: fact.at,
      request: { fact: kept, at },
      invocation,
      refused,
      calls,
      logs: [logs, own].filter((lines) => lines !== undefined),
    };
    this.recorded.set(id, recorded);
    this.ids.set(fact.trace, id);
    this.onRequest(recorded);
  }

  private opened(trace: string): OpenRequest {
    const known = this.open.get(trace);
    if (known !== undefined) return known;
    const open: OpenRequest = { calls: newCalls() };
    this.open.set(trace, open);
    return open;
  }
}

function newCalls(): LimitedList<Timed<StoredCall>> {
  return new LimitedList<Timed<StoredCall>>(eachLimits, ({ fact }) => {
    return fact.asked.reduce((sum, [name, text]) => sum + name.length + text.length, callBytes);
  });
}

/** Approximate size of an entry and of a data call without their strings, in bytes. */
const entryBytes = 1_000;
const callBytes = 300;

function sizeOf({ request, invocation, calls, logs }: RequestRecord): number {
  const { sent, answered, path, query } = request.fact;
  const lines = logs.reduce((sum, { bytes }) => sum + bytes, 0);
  const call = sizeOfCall(invocation?.fact);
  return (
    entryBytes + path.length + query.length + sizeOfMessage(sent) + sizeOfMessage(answered) + call + calls.bytes + lines
  );
}

function sizeOfOpen({ invocation, calls, logs }: OpenRequest): number {
  return entryBytes + sizeOfCall(invocation?.fact) + calls.bytes + (logs?.bytes ?? 0);
}
