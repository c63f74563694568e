import type { DataCallFact, Fact, InvocationFact, RefusedCallFact } from "../kernel/facts/facts";

/** Facts of a request before it was answered. */
export interface RelatedFacts {
  readonly invocation?: InvocationFact;
  readonly refused?: RefusedCallFact;
  /** Only denied calls and calls with a fault, because no others explain a failure. */
  readonly calls: readonly DataCallFact[];
}

/** Maximum number of stored requests, and of data calls for each of them. */
const maxRequests = 1_000;
const maxCalls = 10;

/** Stores the facts of each request, by trace, until it is answered. */
export class Causes {
  private readonly caused = new Map<string, RelatedFacts>();

  read(fact: Fact): void {
    // Drop the event and the answer: no line shows them, and a thousand of a megabyte each would exhaust memory.
    if (fact.kind === "invocation") this.add(fact.trace, { invocation: { ...fact, event: "", answer: "" } });
    else if (fact.kind === "refusedCall") this.add(fact.trace, { refused: fact });
    else if (fact.kind === "dataCall" && (fact.denial ?? fact.fault) !== undefined) {
      const { calls = [] } = this.caused.get(fact.trace ?? "") ?? {};
      if (calls.length < maxCalls) this.add(fact.trace, { calls: [...calls, { ...fact, input: undefined }] });
    }
  }

  /** Returns and removes the facts of a request. */
  take(trace: string): RelatedFacts {
    const caused = this.caused.get(trace) ?? { calls: [] };
    this.caused.delete(trace);
    return caused;
  }

  private add(trace: string | undefined, more: Partial<RelatedFacts>): void {
    if (trace === undefined) return;
    this.caused.set(trace, { calls: [], ...this.caused.get(trace), ...more });
    const [oldest] = this.caused.keys();
    if (this.caused.size > maxRequests && oldest !== undefined) this.caused.delete(oldest);
  }
}
