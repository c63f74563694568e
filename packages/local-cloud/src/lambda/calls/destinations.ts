import { messageOf } from "../../kernel/errors";
import { arn, inRegionOf, roleSession } from "../../kernel/identity";
import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import { queues } from "../../kernel/interfaces/queues";
import { callWithRole, type RoleCall } from "../../kernel/protocols/roleCalls";
import type { Run } from "../../kernel/service";
import { topics } from "../../kernel/interfaces/topics";
import type { EventSettings } from "../eventSettings";

/** The end of an asynchronous call. */
export interface EventEnd {
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  /** Number of calls of the function. */
  readonly invokes: number;
  /** The last answer; undefined if the function was never called. */
  readonly last: InvokeAnswer | undefined;
}

/** An asynchronous call, as destinations need it. */
export interface EndedEvent {
  readonly requestId: string;
  readonly functionName: string;
  readonly label: string;
  readonly roleArn: string;
  /** Qualifier in the request. */
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly payload: string;
  readonly traceHeader: string | undefined;
  /** ARN of the function's dead-letter queue or topic. */
  readonly deadLetterArn: string | undefined;
  readonly settings: EventSettings;
}

export type DestinationRun = Pick<Run, "registry" | "clock" | "location" | "facts" | "log">;

/** Sends the result of an asynchronous call to its destination, and a failed event to the dead-letter queue. */
export async function sendResult(run: DestinationRun, event: EndedEvent, end: EventEnd): Promise<void> {
  const { onSuccess, onFailure } = event.settings;
  const isSuccess = end.condition === "Success";
  if (!isSuccess) report(run, event, "dropped");
  const destination = isSuccess ? onSuccess : onFailure;
  const text = destination === undefined ? "" : recordOf(run, event, end);
  const denial = destination === undefined ? undefined : await send(run, event, { destination, text, isSuccess });
  if (denial !== undefined) {
    report(run, event, "destinationFailed");
    log(run, event, `its result is not sent to ${destination!}: ${denial}`);
  }
  const letters = isSuccess ? undefined : event.deadLetterArn;
  const letterDenial = letters === undefined ? undefined : sendDeadLetter(run, event, { letters, end });
  if (letterDenial !== undefined) {
    report(run, event, "deadLetterFailed");
    log(run, event, `it is not sent to ${letters!}: ${letterDenial}`);
  }
  if (isSuccess || (destination ?? letters) !== undefined) return;
  log(run, event, `it is dropped (${end.condition}) after ${end.invokes} calls`);
}

function log(run: DestinationRun, { requestId, label }: EndedEvent, text: string): void {
  run.log({ source: "lambda", text: `event ${requestId} of ${label}: ${text}` });
}

function report(
  run: DestinationRun,
  { functionName, qualifier }: EndedEvent,
  what: "dropped" | "destinationFailed" | "deadLetterFailed",
): void {
  run.facts.report(() => ({ kind: "asyncEvent", functionName, qualifier, what, ageMillis: undefined }));
}

/** Returns the record (Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"). */
function recordOf(run: DestinationRun, event: EndedEvent, { condition, invokes, last }: EventEnd): string {
  const { requestId, payload } = event;
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(run.clock.now()).toISOString(),
    requestContext: {
      requestId,
      functionArn: qualifiedArn(run, event),
      condition,
      approximateInvokeCount: invokes,
    },
    requestPayload: parsed(payload),
    ...(last === undefined
      ? {}
      : {
          responseContext: {
            statusCode: last.statusCode,
            executedVersion: last.executedVersion,
            ...(last.functionError === undefined ? {} : { functionError: last.functionError }),
          },
          responsePayload: parsed(last.payload),
        }),
  });
}

function qualifiedArn({ location }: DestinationRun, { functionName, qualifier = "$LATEST" }: EndedEvent): string {
  return arn(location, "lambda", `function:${functionName}:${qualifier}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Sending {
  readonly destination: string;
  readonly text: string;
  readonly isSuccess: boolean;
}

/** @returns the reason why the destination rejects the record; undefined if it accepts it. */
async function send(run: DestinationRun, event: EndedEvent, sending: Sending): Promise<string | undefined> {
  const { destination, text } = sending;
  const principal = roleSession(event.roleArn, event.functionName);
  const trace = event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader };
  const [, , service = ""] = destination.split(":");
  switch (service) {
    case "sqs":
      return run.registry.use(queues).send(destination, { body: text, ...trace }, { principal });
    case "sns":
      return run.registry
        .use(topics)
        .publish({ topicArn: destination, subject: "", message: text, principal, ...trace });
    case "lambda":
    case "events": {
      const { region } = inRegionOf(run.location, destination);
      const call = service === "lambda" ? functionCall(sending) : busCall(qualifiedArn(run, event), sending);
      const answer = await callWithRole(run.registry, { ...call, principal, region, ...trace });
      const [entry] = (answer?.output["Entries"] ?? []) as { ErrorMessage?: string }[];
      return answer?.error?.message ?? entry?.ErrorMessage;
    }
    default:
      return `the local cloud does not emulate ${service} as a destination`;
  }
}

type Call = Pick<RoleCall, "service" | "operation" | "input">;

function functionCall({ destination, text }: Sending): Call {
  const input = { FunctionName: destination, InvocationType: "Event", Payload: text };
  return { service: "lambda", operation: "Invoke", input };
}

function busCall(functionArn: string, { destination, text, isSuccess }: Sending): Call {
  const entry = {
    EventBusName: destination,
    Source: "lambda",
    DetailType: `Lambda Function Invocation Result - ${isSuccess ? "Success" : "Failure"}`,
    Resources: [functionArn, destination],
    Detail: text,
  };
  return { service: "events", operation: "PutEvents", input: { Entries: [entry] } };
}

/** Longest error message in a dead letter (Lambda Developer Guide, "Adding a dead-letter queue": the first 1 KB). */
const maxMessage = 1_024;

/** Sends the event unchanged, with attributes about the failure (same page). */
function sendDeadLetter(
  run: DestinationRun,
  event: EndedEvent,
  { letters, end }: { readonly letters: string; readonly end: EventEnd },
): string | undefined {
  const principal = roleSession(event.roleArn, event.functionName);
  const failure = parsed(end.last?.payload ?? "{}") as { errorMessage?: string } | null;
  const message = failure?.errorMessage ?? "";
  const attributes = {
    RequestID: { DataType: "String", StringValue: event.requestId },
    ErrorCode: { DataType: "Number", StringValue: String(end.last?.statusCode ?? 429) },
    ...(message === "" ? {} : { ErrorMessage: { DataType: "String", StringValue: message.slice(0, maxMessage) } }),
  };
  const { payload: body } = event;
  try {
    if (letters.split(":")[2] === "sns") {
      return run.registry.use(topics).publish({ topicArn: letters, subject: "", message: body, attributes, principal });
    }
    return run.registry.use(queues).send(letters, { body, attributes }, { principal });
  } catch (error) {
    return messageOf(error);
  }
}
