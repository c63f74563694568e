import type { DataCallFact, Fact, InvocationFact, LogFact, RefusedCallFact, RequestFact } from "../kernel/facts";

/** Requests that are kept, and calls whose request has not been answered yet. */
const mostRequests = 1_000;

/** What all of them may hold together, in bytes. */
const mostBytes = 32 * 1024 * 1024;

/** Log lines of one call, and data calls of one request. */
const mostEach = 200;

/** When a fact came, in milliseconds of the process's own time: the run's clock may be scaled. */
export interface Came<T> {
  readonly fact: T;
  readonly at: number;
}

/** A request and what belongs to it. */
export interface Recorded {
  readonly id: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly request: Came<RequestFact>;
  readonly invocation: Came<InvocationFact> | undefined;
  readonly refused: RefusedCallFact | undefined;
  readonly calls: readonly Came<DataCallFact>[];
  readonly logs: readonly LogFact[];
}

interface Open {
  invocation?: Came<InvocationFact>;
  refused?: RefusedCallFact;
  logs: LogFact[];
  readonly calls: Came<DataCallFact>[];
}

/** Puts facts together to requests, and keeps the last of them. */
export class Requests {
  private readonly recorded = new Map<number, Recorded>();
  private bytes = 0;
  private next = 1;
  /** By trace. */
  private readonly open = new Map<string, Open>();
  /** Of calls that are under way, by request id. */
  private readonly logs = new Map<string, LogFact[]>();

  /** @param time milliseconds that only ever grow. @param onRequest told of each that is complete. */
  constructor(
    private readonly time: () => number,
    private readonly onRequest: (recorded: Recorded) => void,
  ) {}

  readonly read = (fact: Fact): void => {
    switch (fact.kind) {
      case "log":
        if (fact.requestId !== undefined) add(this.logsOf(fact.requestId), fact);
        return;
      case "dataCall":
        if (fact.trace !== undefined) add(this.opened(fact.trace).calls, { fact, at: this.time() });
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
    return [...this.recorded.values()];
  }

  /** What waits for a request that has not been answered. */
  get pending(): number {
    return this.open.size + this.logs.size;
  }

  find(id: number): Recorded | undefined {
    return this.recorded.get(id);
  }

  private invoked(fact: InvocationFact): void {
    const logs = this.logs.get(fact.requestId) ?? [];
    this.logs.delete(fact.requestId);
    if (fact.trace === undefined) return;
    const open = this.opened(fact.trace);
    open.invocation = { fact, at: this.time() };
    open.logs = logs;
  }

  private answered(fact: RequestFact & { readonly at: number }): void {
    const own = this.logs.get(fact.requestId) ?? [];
    this.logs.delete(fact.requestId);
    const { invocation, refused, calls = [], logs = [] } = this.open.get(fact.trace) ?? {};
    this.open.delete(fact.trace);
    const id = this.next;
    this.next += 1;
    const recorded: Recorded = {
      id,
      at: fact.at,
      request: { fact, at: this.time() },
      invocation,
      refused,
      calls,
      logs: [...logs, ...own],
    };
    this.recorded.set(id, recorded);
    this.bytes += sizeOf(recorded);
    this.forget();
    this.onRequest(recorded);
  }

  private forget(): void {
    for (const [id, recorded] of this.recorded) {
      if (this.recorded.size <= mostRequests && (this.bytes <= mostBytes || this.recorded.size === 1)) return;
      this.recorded.delete(id);
      this.bytes -= sizeOf(recorded);
    }
  }

  private opened(trace: string): Open {
    return bounded(this.open, trace, () => ({ logs: [], calls: [] }));
  }

  private logsOf(requestId: string): LogFact[] {
    return bounded(this.logs, requestId, () => []);
  }
}

function add<T>(list: T[], value: T): void {
  if (list.length < mostEach) list.push(value);
}

/** What a map holds under a key, made where it is not there; the oldest goes where there are too many. */
function bounded<T>(map: Map<string, T>, key: string, create: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    if (map.size >= mostRequests) map.delete(map.keys().next().value!);
    map.set(key, value);
  }
  return value;
}

function sizeOf({ request, invocation, logs }: Recorded): number {
  const { sent, answered } = request.fact;
  const call = invocation === undefined ? 0 : invocation.fact.event.length + invocation.fact.answer.length;
  return sent.body.length + answered.body.length + call + logs.reduce((sum, { text }) => sum + text.length, 1_000);
}
