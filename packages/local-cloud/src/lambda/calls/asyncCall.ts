import { stackOf } from "../../kernel/errors";
import type { AsyncEventFact } from "../../kernel/facts/eventFacts";
import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import { sendResult, type DestinationRun, type EndedEvent } from "./destinations";
import type { EventQueue } from "../events";
import type { Invocation } from "./invocation";
import type { LiveFunction } from "../liveFunction";

export interface AsyncCall {
  readonly live: LiveFunction;
  readonly call: Pick<Invocation, "requestId" | "qualifier" | "request">;
  readonly attempt: () => Promise<InvokeAnswer>;
}

/** Queues an asynchronous call with the settings of its qualifier. Its result goes to the destinations. */
export function queueEvent(run: DestinationRun, events: EventQueue, { attempt, ...queued }: AsyncCall): void {
  const event = eventOf(queued);
  const { requestId, settings } = event;
  report(run, event, { what: "received", ageMillis: undefined });
  events.deliver({
    ...{ requestId, settings },
    attempt: (ageMillis) => {
      report(run, event, { what: "attempted", ageMillis });
      return attempt();
    },
    ended: (end) => sendResult(run, event, end),
  });
}

/** Sends the event of a call that Lambda stops to the on-failure destination and the dead-letter queue. */
export function dropEvent(run: DestinationRun, stopped: Pick<AsyncCall, "live" | "call">): void {
  const event = eventOf(stopped);
  report(run, event, { what: "received", ageMillis: undefined });
  const end = { condition: "RetriesExhausted", invokes: 0, last: undefined } as const;
  sendResult(run, event, end).catch((error: unknown) =>
    run.log({ source: "lambda", text: `event ${event.requestId}: ${stackOf(error)}` }),
  );
}

function eventOf({ live, call }: Pick<AsyncCall, "live" | "call">): EndedEvent {
  const { requestId, qualifier, request } = call;
  const { name: functionName, label, roleArn, deadLetterArn } = live;
  const payload = String(request.payload ?? "{}");
  return {
    ...{ requestId, functionName, label, roleArn, qualifier, payload, deadLetterArn },
    settings: live.eventSettings(qualifier),
    traceHeader: request.traceId,
  };
}

function report(
  { facts }: DestinationRun,
  { functionName, qualifier }: EndedEvent,
  observed: Pick<AsyncEventFact, "what" | "ageMillis">,
): void {
  facts.report(() => ({ kind: "asyncEvent", functionName, qualifier, ...observed }));
}
