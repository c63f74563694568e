import type { DataCallFact, InvocationFact, Message } from "../kernel/facts";
import { remedyOf, type Ended, type Surroundings } from "../readers/remedy";
import type { Came, Recorded } from "./requests";
import type { HttpMessage, RequestLine, Span, Timeline } from "./wire";

/** How much of a body or an event is shown, in characters. */
const mostText = 65_536;

/** Who asks, by the id of the key. */
export type KeyNames = (id: string) => string | undefined;

/** What lines of requests name beside their own facts. */
export interface LineContext {
  readonly nameOf: KeyNames;
  readonly surroundings: Surroundings;
}

/** A request, as the list shows it. */
export function requestLine(recorded: Recorded, { nameOf, surroundings }: LineContext): RequestLine {
  const { id, at, request, invocation, refused } = recorded;
  const { fact } = request;
  const ended = {
    at,
    request: fact,
    invocation: invocation?.fact,
    refused,
    calls: recorded.calls.map(({ fact: call }) => call),
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
    remedy: remedyOf(ended, surroundings),
    invocationId: invocation?.fact.requestId,
  };
}

function startOf({ provisioned, cold }: InvocationFact): RequestLine["start"] {
  if (provisioned) return "provisioned";
  return cold ? "cold" : "warm";
}

/** A sentence for an answer that wants one. */
function whyOf(ended: Ended): string | undefined {
  const { request, invocation } = ended;
  const { status, decisions, reason } = request;
  const refusal = ended.refused?.code;
  const refused = decisions.find(({ passed }) => !passed);
  if (invocation?.fault !== undefined) {
    return `${status}: the fault ${invocation.fault} ended the runtime of ${invocation.label}`;
  }
  if (ended.refused?.fault !== undefined) {
    return `${status}: the fault ${ended.refused.fault} refused the call of ${ended.refused.label}: ${refusal}`;
  }
  if (invocation?.error !== undefined) {
    const { label, error } = invocation;
    return `${status}: ${label} failed${error.duringInit ? " to initialise" : ""}: ${error.type}: ${error.message}`;
  }
  if (refusal !== undefined) return `${status}: Lambda refused the call of the function: ${refusal}`;
  if (refused !== undefined) return `${status}: the gateway refused at the stage ${refused.stage}: ${refused.said}`;
  if (reason !== undefined) return `${status}: ${reason}`;
  if (status < 400) return undefined;
  const words = sentenceOf(request.answered.body);
  const who = invocation?.label ?? (request.cache === "hit" ? "the cache" : "the gateway");
  return `${status}: ${who} answered it${words === undefined ? "" : `: ${words}`}`;
}

/** Longest body in which a sentence is looked for, in bytes. */
const mostSentence = 4_096;

/** What an answer itself says went wrong, by the names that APIs give it. */
function sentenceOf(body: Buffer): string | undefined {
  if (body.length > mostSentence || body[0] !== 0x7b) return undefined;
  try {
    const { error, message } = JSON.parse(body.toString()) as { error?: unknown; message?: unknown };
    return [error, message].find((each) => typeof each === "string");
  } catch {
    return undefined;
  }
}

/** A request with all that is known of it. */
export function timeline(recorded: Recorded, context: LineContext): Timeline {
  const { request, invocation, logs } = recorded;
  const { fact } = request;
  return {
    line: requestLine(recorded, context),
    trace: fact.trace,
    decisions: fact.decisions,
    spans: spansOf(recorded),
    logs: logs.map(({ text }) => text.trimEnd()),
    sent: messageOf(fact.sent),
    answered: messageOf(fact.answered),
    event: invocation && cut(invocation.fact.event),
    answer: invocation && cut(invocation.fact.answer),
    error: invocation?.fact.error,
  };
}

function spansOf({ request, invocation, calls }: Recorded): Span[] {
  const began = request.at - request.fact.millis;
  const gateway: Span = {
    name: "gateway",
    kind: "gateway",
    start: 0,
    millis: request.fact.millis,
    failed: request.fact.status >= 400,
    details: request.fact.decisions.map(({ stage, said }) => [stage, said]),
  };
  return [
    gateway,
    ...(invocation === undefined ? [] : functionSpans(invocation, began)),
    ...calls.map((call) => dataSpan(call, began)),
  ];
}

/** The call of a function, from behind: it was told when it ended. */
function functionSpans({ fact, at }: Came<InvocationFact>, began: number): Span[] {
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
  // Where the init fails, no handler runs.
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

function dataSpan({ fact, at }: Came<DataCallFact>, began: number): Span {
  const { operation, tables, status, errorType, millis, consumed, allowedBy, denial, input, fault } = fact;
  const capacity = Object.values(consumed).reduce((sum, units) => sum + units, 0);
  return {
    name: `${operation} ${tables.join(", ")}`,
    kind: "data",
    start: Math.max(0, at - began - millis),
    millis,
    failed: status !== 200,
    details: [
      ["status", errorType === undefined ? String(status) : `${status} ${errorType}`],
      ...keysOf(input),
      ...(capacity === 0 ? [] : [["capacity units", String(capacity)] as const]),
      ...(allowedBy === undefined ? [] : [["allowed by", allowedBy] as const]),
      ...(denial === undefined ? [] : [["denied", denial] as const]),
      ...(fault === undefined ? [] : [["fault", fault] as const]),
    ],
  };
}

/** What a request asks for and under which conditions. */
const asked = [
  "Key",
  "KeyConditionExpression",
  "FilterExpression",
  "ConditionExpression",
  "UpdateExpression",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
  "IndexName",
  "Limit",
];

function keysOf(input: object | undefined): (readonly [string, string])[] {
  const values = (input ?? {}) as Readonly<Record<string, unknown>>;
  return asked.flatMap((name) => {
    if (!Object.hasOwn(values, name)) return [];
    const value = values[name];
    return [[name, cut(typeof value === "string" ? value : JSON.stringify(value))] as const];
  });
}

function messageOf({ headers, body }: Message): HttpMessage {
  return { headers, body: cut(body.subarray(0, mostText).toString()) };
}

function cut(text: string): string {
  return text.length > mostText ? `${text.slice(0, mostText)}…` : text;
}
