import { dataStep, recordSteps, type StoredStep } from "./flowSteps";
import type { RequestRecord, Requests } from "./requests";
import { beginOf } from "./timeline";
import type { FlowStep } from "../eventWire";

/** Returns what a request has caused so far, oldest first. */
export function causedBy(recorded: RequestRecord, requests: Requests): FlowStep[] {
  const { trace } = recorded.request.fact;
  const later = requests.laterCalls(trace).map(({ fact, at }) => dataStep(fact, at));
  return shownSteps([...requests.flows.of(trace), ...later], beginOf(recorded));
}

/** Returns steps for the page. @param began start of the request or call, in milliseconds of real time */
export function shownSteps(steps: readonly StoredStep[], began: number): FlowStep[] {
  return [...steps]
    .sort((one, other) => one.at - other.at)
    .flatMap((step) => (step.kind === "batch" ? recordSteps(step) : [step]))
    .map(({ records: _, at, ...step }) => ({ ...step, at: Math.max(0, at - began - (step.millis ?? 0)) }))
    .sort((one, other) => one.at - other.at);
}
