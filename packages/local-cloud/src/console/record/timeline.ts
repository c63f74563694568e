import type { InvocationFact, LogFact } from "../../kernel/facts/facts";
import { remedyOf, type FinishedRequest, type RemedyContext } from "../../readers/remedy";
import type { StoredCall, LimitedList, StoredMessage } from "./truncate";
import type { Timed, RequestRecord } from "./requests";
import { dataDetails } from "./dataDetails";
import type { FlowStep } from "../eventWire";
import type { HttpMessage, RequestLine, Span, Timeline } from "../wire";

/** Returns the logical name of an API key by id. */
export type KeyNames = (id: string) => string | undefined;

/** Values that a request line needs besides the request. */
export interface LineContext {
  readonly nameOf: KeyNames;
  readonly remedyContext: RemedyContext;
}

/** Returns a request's line in the list. */
export function requestLine(recorded: RequestRecord, { nameOf, remedyContext }: LineContext): RequestLine {
  const { id, at, request, invocation, refused } = recorded;
  const { fact } = request;
  const ended = {
    at,
    request: fact,
    invocation: invocation?.fact,
    refused,
    calls: recorded.calls.items.map(({ fact: call }) => call),
  };
  return {
    id,
    at,
    method: fact.method,
    requestId: fact.requestId,
    api: fact.apiName,
    path: `${fact.stage === undefined ? "" : `/${fact.stage}`}${fact.path}${fact.query === "" ? "" : `?${fact.query}`}`,
    route: fact.resourcePath,
    operation: fact.operation,
    status: fact.status,
    millis: fact.millis,
    key: fact.apiKeyId === undefined ? undefined : (nameOf(fact.apiKeyId) ?? fact.apiKeyId),
    function: invocation?.fact.label ?? refused?.label,
    start: invocation && startOf(invocation.fact),
    fromCache: fact.cache === "hit",
    why: whyOf(ended),
    remedy: remedyOf(ended, remedyContext),
    invocationId: invocation?.fact.requestId,
  };
}

function startOf({ provisioned, cold }: InvocationFact): RequestLine["start"] {
  if (provisioned) return "provisioned";
  return cold ? "cold" : "warm";
}

/** Returns the reason for a response that needs an explanation. */
function whyOf(ended: FinishedRequest): string | undefined {
  const { request, invocation } = ended;
  const { status, decisions, reason } = request;
  const refusal = ended.refused?.code;
  const receiver = request.functionUrl === undefined ? "the gateway" : "the function URL";
  const refused = decisions.find(({ passed }) => !passed);
  if (invocation?.fault !== undefined) {
    return `${status}: the fault ${invocation.fault} stopped the runtime of ${invocation.label}`;
  }
  if (ended.refused?.fault !== undefined) {
    return `${status}: the fault ${ended.refused.fault} rejected the call of ${ended.refused.label}: ${refusal}`;
  }
  if (invocation?.error !== undefined) {
    const { label, error } = invocation;
    return `${status}: ${label} failed${error.duringInit ? " to initialise" : ""}: ${error.type}: ${error.message}`;
  }
  if (refusal !== undefined) return `${status}: Lambda rejected the call of the function: ${refusal}`;
  if (refused !== undefined)
    return `${status}: ${receiver} rejected the request at the stage ${refused.stage}: ${refused.detail}`;
  if (reason !== undefined) return `${status}: ${reason}`;
  if (status < 400) return undefined;
  const words = sentenceOf(request.answered.body);
  const who = invocation?.label ?? (request.cache === "hit" ? "the cache" : receiver);
  return `${status}: ${who} answered it${words === undefined ? "" : `: ${words}`}`;
}

/** Maximum body size in which an error message is searched, in bytes. */
const maxSentence = 4_096;

/** Returns the error message in a response body, under one of its usual names. */
function sentenceOf(body: Buffer): string | undefined {
  if (body.length > maxSentence || body[0] !== 0x7b) return undefined;
  try {
    const { error, message } = JSON.parse(body.toString()) as { error?: unknown; message?: unknown };
    return [error, message].find((each) => typeof each === "string");
  } catch {
    return undefined;
  }
}

/** Returns a request with all stored details. @param caused steps that the request has caused */
export function timeline(recorded: RequestRecord, context: LineContext, caused: readonly FlowStep[] = []): Timeline {
  const { request, invocation, logs } = recorded;
  const { fact } = request;
  return {
    line: requestLine(recorded, context),
    trace: fact.trace,
    decisions: fact.decisions,
    spans: spansOf(recorded),
    logs: logs.flatMap(linesOf),
    sent: messageOf(fact.sent),
    answered: messageOf(fact.answered),
    event: invocation?.fact.event,
    answer: invocation?.fact.answer,
    error: invocation?.fact.error,
    caused,
  };
}

/** Returns when a request began, in milliseconds of real time. */
export function beginOf({ request }: RequestRecord): number {
  return request.at - request.fact.millis;
}

function spansOf(recorded: RequestRecord): Span[] {
  const { request, invocation, calls } = recorded;
  const began = beginOf(recorded);
  const gateway: Span = {
    name: request.fact.functionUrl === undefined ? "gateway" : "function URL",
    kind: "gateway",
    start: 0,
    millis: request.fact.millis,
    failed: request.fact.status >= 400,
    details: request.fact.decisions.map(({ stage, detail }) => [stage, detail]),
  };
  return [
    gateway,
    ...(invocation === undefined ? [] : functionSpans(invocation, began)),
    ...calls.items.map((call) => dataSpan(call, began)),
    ...droppedCallSpans(recorded, calls.droppedText("data calls")),
  ];
}

/** Computes spans backwards from the end of a function call, when it was reported. */
function functionSpans({ fact, at }: Timed<InvocationFact>, began: number): Span[] {
  const { label, version, qualifier, queuedMillis, initMillis = 0, millis, error, memory, permission } = fact;
  const handler = Math.max(0, at - began - millis);
  const init = Math.max(0, handler - initMillis);
  const used = `${Math.ceil(memory.usedBytes / 1_048_576)} of ${memory.megabytes} MB`;
  const environment = startOf(fact)!;
  const failure = error === undefined ? [] : [["failed", `${error.type}: ${error.message}`] as const];
  const queue: Span = {
    name: "queue",
    kind: "queue",
    start: Math.max(0, init - queuedMillis),
    millis: queuedMillis,
    failed: false,
    details: [["environment", environment]],
  };
  const made: Span = { name: "init", kind: "init", start: init, millis: initMillis, failed: false, details: [] };
  // If the init failed, no handler ran.
  if (error?.duringInit === true) return [queue, { ...made, failed: true, details: failure }];
  return [
    queue,
    ...(fact.cold && initMillis > 0 ? [made] : []),
    {
      name: label,
      kind: "handler",
      start: handler,
      millis,
      failed: error !== undefined,
      details: [
        ["version", qualifier === undefined ? version : `${version}, by ${qualifier}`],
        ["memory", used],
        ...(permission === undefined ? [] : [["allowed by", permission] as const]),
        ...failure,
      ],
    },
  ];
}

function dataSpan({ fact, at }: Timed<StoredCall>, began: number): Span {
  const { operation, tables, status, millis } = fact;
  return {
    name: `${operation} ${tables.join(", ")}`,
    kind: "data",
    start: Math.max(0, at - began - millis),
    millis,
    failed: status !== 200,
    details: dataDetails(fact),
  };
}

/** Returns a span with the number of dropped calls. */
function droppedCallSpans({ request }: RequestRecord, text: string | undefined): Span[] {
  if (text === undefined) return [];
  return [{ name: text, kind: "data", start: request.fact.millis, millis: 0, failed: false, details: [] }];
}

function linesOf(logs: LimitedList<LogFact>): string[] {
  const dropped = logs.droppedText("log texts");
  return [...logs.items.map(({ text }) => text.trimEnd()), ...(dropped === undefined ? [] : [dropped])];
}

function messageOf({ headers, body, dropped }: StoredMessage): HttpMessage {
  return { headers, body: body.toString(), droppedBytes: dropped };
}
