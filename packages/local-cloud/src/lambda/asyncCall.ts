import type { InvokeAnswer } from "../kernel/interfaces";
import { sendResult, type DestinationRun } from "./destinations";
import type { EventQueue } from "./events";
import type { Invocation } from "./invocation";
import type { LiveFunction } from "./liveFunction";

export interface AsyncCall {
  readonly live: LiveFunction;
  readonly call: Pick<Invocation, "requestId" | "qualifier" | "request">;
  readonly attempt: () => Promise<InvokeAnswer>;
}

/** Queues an asynchronous call with the settings of its qualifier. Its result goes to the destinations. */
export function queueEvent(run: DestinationRun, events: EventQueue, { live, call, attempt }: AsyncCall): void {
  const { requestId, qualifier, request } = call;
  const { name: functionName, label, roleArn, deadLetterArn } = live;
  const settings = live.eventSettings(qualifier);
  const payload = String(request.payload ?? "{}");
  const event = { requestId, functionName, label, roleArn, qualifier, payload, deadLetterArn, settings };
  const report = (what: "received" | "attempted", ageMillis?: number) =>
    run.facts.report(() => ({ kind: "asyncEvent", functionName, qualifier, what, ageMillis }));
  report("received");
  events.deliver({
    ...{ requestId, settings },
    attempt: (ageMillis) => {
      report("attempted", ageMillis);
      return attempt();
    },
    ended: (end) => sendResult(run, { ...event, traceHeader: request.traceId }, end),
  });
}
