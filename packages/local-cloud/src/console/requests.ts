import { BoundedMap } from "../kernel/boundedMap";
import type { Fact, InvocationFact, LogFact, Message, RefusedCallFact, RequestFact } from "../kernel/facts";
import { keepCall, keepInvocation, keepLog, keepMessage, KeptList, type KeptCall, type KeptMessage } from "./keep";

const mebibyte = 1_048_576;

/** Requests that are kept, and what they hold together. */
const recordedLimits = { entries: 1_000, bytes: 32 * mebibyte };

/** The same of calls whose request has not been answered, and of the log lines of calls that are under way. */
const openLimits = { entries: 1_000, bytes: 8 * mebibyte };

/** Log lines of one call, and data calls of one request. */
const eachLimits = { entries: 200, bytes: mebibyte / 4 };

/** When a fact came, in milliseconds of the process's own time: the run's clock may be scaled. */
export interface Came<T> {
  readonly fact: T;
  readonly at: number;
}

/** A request, as far as it is kept. */
export interface KeptRequest extends Omit<RequestFact, "sent" | "answered"> {
  readonly sent: KeptMessage;
  readonly answered: KeptMessage;
}

/** A request and what belongs to it. */
export interface Recorded {
  readonly id: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly request: Came<KeptRequest>;
  readonly invocation: Came<InvocationFact> | undefined;
  readonly refused: RefusedCallFact | undefined;
  readonly calls: KeptList<Came<KeptCall>>;
  /** Of the call, then of the request itself. */
  readonly logs: readonly KeptList<LogFact>[];
}

interface Open {
  invocation?: Came<InvocationFact>;
  refused?: RefusedCallFact;
  logs?: KeptList<LogFact>;
  readonly calls: KeptList<Came<KeptCall>>;
}

/** Puts facts together to requests, and keeps the last of them. */
export class Requests {
  private readonly recorded = new BoundedMap<number, Recorded>(recordedLimits, sizeOf);
  private next = 1;
  /** By trace. */
  private readonly open = new BoundedMap<string, Open>(openLimits, sizeOfOpen);
  /** Of calls that are under way, by request id. */
  private readonly logs = new BoundedMap<string, KeptList<LogFact>>(openLimits, ({ bytes }) => bytes + entryBytes);

  /** @param time milliseconds that only ever grow. @param onRequest told of each that is complete. */
  constructor(
    private readonly time: () => number,
    private readonly onRequest: (recorded: Recorded) => void,
  ) {}

  readonly read = (fact: Fact): void => {
    switch (fact.kind) {
      case "log":
        if (fact.requestId !== undefined) this.logged(fact.requestId, keepLog(fact));
        return;
      case "dataCall":
        if (fact.trace === undefined) return;
        this.opened(fact.trace).calls.add({ fact: keepCall(fact), at: this.time() });
        this.open.resize(fact.trace);
        return;
      case "invocation":
        this.invoked(fact);
        return;
      case "refusedCall":
        if (fact.trace !== undefined) this.opened(fact.trace).refused = fact;
        return;
      case "request":
        this.answered(fact);
    }
  };

  /** Oldest first. */
  get all(): Recorded[] {
    return this.recorded.values;
  }

  /** How many requests are no longer kept. */
  get dropped(): number {
    return this.next - 1 - this.recorded.size;
  }

  /** What waits for a request that has not been answered. */
  get pending(): number {
    return this.open.size + this.logs.size;
  }

  find(id: number): Recorded | undefined {
    return this.recorded.get(id);
  }

  private logged(requestId: string, fact: LogFact): void {
    const lines = this.logs.get(requestId) ?? new KeptList<LogFact>(eachLimits, ({ text }) => text.length);
    lines.add(fact);
    if (this.logs.get(requestId) === undefined) this.logs.set(requestId, lines);
    else this.logs.resize(requestId);
  }

  private takenLogs(requestId: string): KeptList<LogFact> | undefined {
    const lines = this.logs.get(requestId);
    this.logs.delete(requestId);
    return lines;
  }

  private invoked(fact: InvocationFact): void {
    const logs = this.takenLogs(fact.requestId);
    if (fact.trace === undefined) return;
    const open = this.opened(fact.trace);
    open.invocation = { fact: keepInvocation(fact), at: this.time() };
    if (logs !== undefined) open.logs = logs;
    this.open.resize(fact.trace);
  }

  private answered(fact: RequestFact & { readonly at: number }): void {
    const own = this.takenLogs(fact.requestId);
    const { invocation, refused, calls = newCalls(), logs } = this.open.get(fact.trace) ?? {};
    this.open.delete(fact.trace);
    const id = this.next;
    this.next += 1;
    const kept = { ...fact, sent: keepMessage(fact.sent), answered: keepMessage(fact.answered) };
    const recorded: Recorded = {
      id,
      at: fact.at,
      request: { fact: kept, at: this.time() },
      invocation,
      refused,
      calls,
      logs: [logs, own].filter((lines) => lines !== undefined),
    };
    this.recorded.set(id, recorded);
    this.onRequest(recorded);
  }

  private opened(trace: string): Open {
    const known = this.open.get(trace);
    if (known !== undefined) return known;
    const open: Open = { calls: newCalls() };
    this.open.set(trace, open);
    return open;
  }
}

function newCalls(): KeptList<Came<KeptCall>> {
  return new KeptList<Came<KeptCall>>(eachLimits, ({ fact }) => {
    return fact.asked.reduce((sum, [name, text]) => sum + name.length + text.length, callBytes);
  });
}

/** What an entry and a data call take beside their texts, in bytes, roughly. */
const entryBytes = 1_000;
const callBytes = 300;

function sizeOf({ request, invocation, calls, logs }: Recorded): number {
  const { sent, answered, path, query } = request.fact;
  const lines = logs.reduce((sum, { bytes }) => sum + bytes, 0);
  const call = sizeOfCall(invocation?.fact);
  return (
    entryBytes + path.length + query.length + sizeOfMessage(sent) + sizeOfMessage(answered) + call + calls.bytes + lines
  );
}

function sizeOfOpen({ invocation, calls, logs }: Open): number {
  return entryBytes + sizeOfCall(invocation?.fact) + calls.bytes + (logs?.bytes ?? 0);
}

function sizeOfCall(fact: InvocationFact | undefined): number {
  if (fact === undefined) return 0;
  const { event, answer, error } = fact;
  return event.length + answer.length + (error?.message.length ?? 0) + (error?.trace.join().length ?? 0);
}

function sizeOfMessage({ headers, body }: Message): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, body.length);
}
