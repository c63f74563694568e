import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { EventFact } from "../../kernel/facts/eventFacts";
import type { Fact, InvocationFact, LogFact, RefusedCallFact } from "../../kernel/facts/facts";
import {
  batchStep,
  callStep,
  dataStep,
  deliveryStep,
  eventStep,
  executionStep,
  refusedStep,
  serviceStep,
  sizeOfStep,
  topicStep,
  type StoredStep,
} from "./flowSteps";
import { LimitedList, type StoredCall } from "./truncate";

const mebibyte = 1_048_576;

/** Limits of all stored flows, and of the steps of one trace. */
const limits = { entries: 1_000, bytes: 16 * mebibyte };
const stepLimits = { entries: 100, bytes: mebibyte / 4 };

/** Maximum numbers of traces that are followed from a request, and of traces that one trace is said to cause. */
const maxTraces = 50;
const maxCaused = 100;

/** Approximate size of a flow without its steps, in bytes. */
const flowBytes = 500;

/** Steps of one trace, and its links to others. */
interface Flow {
  readonly steps: LimitedList<StoredStep>;
  /** Traces of calls with the records and messages of this trace. */
  readonly caused: Set<string>;
  /** Traces whose records or messages started this trace; empty for the trace of a request. */
  readonly causes: Set<string>;
  /** True if no request belongs to the trace: a mapping, a schedule or the console started it. */
  readonly isStarted: boolean;
}

/** Facts of events, messages and executions. */
export const flowKinds: ReadonlySet<Fact["kind"]> = new Set([
  "event",
  "notification",
  "topicDelivery",
  "mail",
  "execution",
  "ruleDelivery",
  "serviceCall",
  "mappingBatch",
]);

/** True for an event of AWS itself that triggers no rule. Only the list of events shows it. */
const isUnused = ({ source, rules }: EventFact) => rules.length === 0 && source.startsWith("aws.");

/** Stores what requests cause: events, deliveries, messages, and calls of functions that follow. */
export class Flows {
  private readonly flows = new BoundedMap<string, Flow>(limits, ({ steps }) => steps.bytes + flowBytes);

  /** @param onCaused receives each trace that has caused something. */
  constructor(private readonly onCaused: (trace: string) => void) {}

  /** Returns whether all facts of a trace belong to its flow, because no request has this trace. */
  owns(trace: string): boolean {
    return this.flows.get(trace)?.isStarted === true;
  }

  /** Starts the flow of a trace that no request has. */
  start(trace: string): void {
    if (this.flows.get(trace) === undefined) this.flows.set(trace, newFlow(true));
  }

  /** @param at monotonic milliseconds of the fact's arrival. */
  read(fact: Fact, at: number): void {
    switch (fact.kind) {
      case "event":
        if (isUnused(fact)) return;
        if (fact.isScheduled && fact.trace !== undefined) this.start(fact.trace);
        return this.add(fact.trace, eventStep(fact, at));
      case "notification":
      case "topicDelivery":
      case "mail":
        return this.add(fact.trace, topicStep(fact, at));
      case "execution":
        if (fact.isChild) return;
        if (fact.startsTrace && fact.trace !== undefined) this.start(fact.trace);
        return this.add(fact.trace, executionStep(fact, at));
      case "ruleDelivery":
        return this.add(fact.trace, deliveryStep(fact, at));
      case "serviceCall":
        return this.add(fact.trace, serviceStep(fact, at));
      case "mappingBatch": {
        this.start(fact.trace);
        const flow = this.flows.get(fact.trace)!;
        for (const { trace } of fact.records) if (trace !== undefined) this.link(trace, fact.trace, flow);
        return this.add(fact.trace, batchStep(fact, at));
      }
    }
  }

  addCall(
    { fact, logs }: { readonly fact: InvocationFact; readonly logs: LimitedList<LogFact> | undefined },
    at: number,
  ): void {
    this.add(fact.trace, callStep(fact, logs, at));
  }

  addRefusedCall(fact: RefusedCallFact, at: number): void {
    this.add(fact.trace, refusedStep(fact, at));
  }

  addDataCall(fact: StoredCall, at: number): void {
    this.add(fact.trace, dataStep(fact, at));
  }

  /** Returns the steps of a trace and of the traces that it has caused, oldest first. */
  of(trace: string): readonly StoredStep[] {
    const traces = new Set([trace]);
    for (const each of traces) {
      for (const caused of this.flows.get(each)?.caused ?? []) if (traces.size < maxTraces) traces.add(caused);
    }
    const steps = [...traces].flatMap((each) => this.flows.get(each)?.steps.items ?? []);
    return steps.map((step) => onlyOf(step, traces)).sort((one, other) => one.at - other.at);
  }

  private link(cause: string, trace: string, flow: Flow): void {
    const before = this.opened(cause);
    if (before.caused.size < maxCaused) before.caused.add(trace);
    if (flow.causes.size < maxCaused) flow.causes.add(cause);
  }

  private add(trace: string | undefined, step: StoredStep): void {
    if (trace === undefined) return;
    const flow = this.opened(trace);
    flow.steps.add(step);
    this.flows.resize(trace);
    for (const cause of this.causesOf(trace)) this.onCaused(cause);
  }

  /** Returns a trace and the traces that it goes back to. */
  causesOf(trace: string): string[] {
    const causes = new Set([trace]);
    for (const each of causes) {
      for (const cause of this.flows.get(each)?.causes ?? []) if (causes.size < maxTraces) causes.add(cause);
    }
    return [...causes];
  }

  private opened(trace: string): Flow {
    const known = this.flows.get(trace);
    if (known !== undefined) return known;
    const flow = newFlow(false);
    this.flows.set(trace, flow);
    return flow;
  }
}

function newFlow(isStarted: boolean): Flow {
  return { steps: new LimitedList(stepLimits, sizeOfStep), caused: new Set(), causes: new Set(), isStarted };
}

/** Returns a step with only the records that the traces have caused. */
function onlyOf(step: StoredStep, traces: ReadonlySet<string>): StoredStep {
  const records = step.records.filter(({ trace }) => trace !== undefined && traces.has(trace));
  return records.length === step.records.length ? step : { ...step, records };
}
