import type { Fact } from "../../kernel/facts/facts";
import { flowKinds } from "./flows";
import { sizeOfCall, sizeOfMessage } from "./truncate";

const mebibyte = 1_048_576;

/** Limits of the facts that wait. Above them, all are grouped. */
const limits = { facts: 40_000, bytes: 16 * mebibyte };

/** Maximum size of a fact that waits, in bytes. A larger one is grouped at once, which truncates it. */
const maxWaiting = 8_192;

/** Approximate size of a fact without its texts, in bytes. */
const factBytes = 300;

/** Groups facts by request. */
interface Grouping {
  /** @param at monotonic milliseconds. */
  read(fact: Fact, at: number): void;
  /** Counts requests that are dropped without being read. */
  skip(count: number): void;
}

/**
 * Facts of requests that wait until a page shows them. Under load, most requests are dropped before a page opens, and it
 * would be wasted work to group them.
 */
export class Backlog {
  private facts: Fact[] = [];
  /** When each fact arrived. */
  private arrivals: number[] = [];
  private requests = 0;
  private bytes = 0;

  /** @param newest number of requests that are never dropped here. */
  constructor(
    private readonly grouping: Grouping,
    private readonly newest: number,
  ) {}

  /** @param at monotonic milliseconds. */
  add(fact: Fact, at: number): void {
    const bytes = sizeOf(fact);
    if (bytes === undefined && !flowKinds.has(fact.kind)) return;
    if (bytes === undefined || bytes > maxWaiting) {
      this.group();
      this.grouping.read(fact, at);
      return;
    }
    this.facts.push(fact);
    this.arrivals.push(at);
    this.bytes += bytes;
    if (fact.kind === "request") this.requests += 1;
    if (this.requests === 2 * this.newest) this.dropOldest();
    if (this.facts.length >= limits.facts || this.bytes > limits.bytes) this.group();
  }

  /** Groups all facts that wait. */
  group(): void {
    for (const [index, fact] of this.facts.entries()) this.grouping.read(fact, this.arrivals[index]!);
    this.clear();
  }

  /** Drops the facts of the oldest requests, and groups the other facts that arrived before the newest requests. */
  private dropOldest(): void {
    const { facts, arrivals } = this;
    const end = indexAfter(facts, this.requests - this.newest);
    const dropped = new RequestTraces(facts.slice(0, end));
    this.facts = facts.slice(end);
    this.arrivals = arrivals.slice(end);
    this.requests = this.newest;
    this.grouping.skip(dropped.count);
    for (let index = 0; index < end; index += 1) {
      const fact = facts[index]!;
      this.bytes -= sizeOf(fact)!;
      if (!dropped.include(fact)) this.grouping.read(fact, arrivals[index]!);
    }
  }

  private clear(): void {
    this.facts = [];
    this.arrivals = [];
    this.requests = 0;
    this.bytes = 0;
  }
}

/** Returns the index after a number of requests. */
function indexAfter(facts: readonly Fact[], requests: number): number {
  let left = requests;
  return facts.findIndex(({ kind }) => kind === "request" && --left === 0) + 1;
}

/** Traces of answered requests, and request ids of the function calls with these traces. */
class RequestTraces {
  private readonly traces: ReadonlySet<string>;
  private readonly requestIds: ReadonlySet<string>;
  readonly count: number;

  constructor(facts: readonly Fact[]) {
    const requests = facts.filter((fact) => fact.kind === "request");
    const traces = new Set(requests.map(({ trace }) => trace));
    const calls = facts.filter((fact) => fact.kind === "invocation").filter(({ trace = "" }) => traces.has(trace));
    this.count = requests.length;
    this.traces = traces;
    this.requestIds = new Set([...requests, ...calls].map(({ requestId }) => requestId));
  }

  include(fact: Fact): boolean {
    if (fact.kind === "log") return this.requestIds.has(fact.requestId ?? "");
    return "trace" in fact && this.traces.has(fact.trace ?? "");
  }
}

/** Returns the approximate bytes of a fact; undefined if it does not wait. */
function sizeOf(fact: Fact): number | undefined {
  switch (fact.kind) {
    case "log":
      return factBytes + fact.text.length;
    case "dataCall":
      return factBytes + fact.length;
    case "invocation":
      return factBytes + sizeOfCall(fact);
    case "refusedCall":
      return factBytes;
    case "request":
      return factBytes + fact.path.length + fact.query.length + sizeOfMessage(fact.sent) + sizeOfMessage(fact.answered);
    default:
      return undefined;
  }
}
