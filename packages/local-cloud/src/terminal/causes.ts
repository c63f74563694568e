import type { DataCallFact, Fact, InvocationFact, RefusedCallFact } from "../kernel/facts";

/** What a request caused before it was answered. */
export interface Caused {
  readonly invocation?: InvocationFact;
  readonly refused?: RefusedCallFact;
  /** Denied calls, and those that met a fault: no others explain a failure. */
  readonly calls: readonly DataCallFact[];
}

/** Requests without an answer that are kept, and data calls of each. */
const mostRequests = 1_000;
const mostCalls = 10;

/** Keeps what requests cause, by trace, until their answer. */
export class Causes {
  private readonly caused = new Map<string, Caused>();

  read(fact: Fact): void {
    // Without the texts of megabytes that no line shows: a thousand of each would not fit into memory.
    if (fact.kind === "invocation") this.add(fact.trace, { invocation: { ...fact, event: "", answer: "" } });
    else if (fact.kind === "refusedCall") this.add(fact.trace, { refused: fact });
    else if (fact.kind === "dataCall" && (fact.denial ?? fact.fault) !== undefined) {
      const { calls = [] } = this.caused.get(fact.trace ?? "") ?? {};
      if (calls.length < mostCalls) this.add(fact.trace, { calls: [...calls, { ...fact, input: undefined }] });
    }
  }

  /** What a request has caused; it is dropped here. */
  take(trace: string): Caused {
    const caused = this.caused.get(trace) ?? { calls: [] };
    this.caused.delete(trace);
    return caused;
  }

  private add(trace: string | undefined, more: Partial<Caused>): void {
    if (trace === undefined) return;
    this.caused.set(trace, { calls: [], ...this.caused.get(trace), ...more });
    const [oldest] = this.caused.keys();
    if (this.caused.size > mostRequests && oldest !== undefined) this.caused.delete(oldest);
  }
}
