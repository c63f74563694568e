import { randomUUID } from "node:crypto";
import { traceOf, type Decision, type RequestFact } from "../kernel/facts/facts";
import { functions, InvokeRefused } from "../kernel/interfaces/functions";
import { reportAfterStream } from "../kernel/http/streamReport";
import type { Run } from "../kernel/service";
import { headerOfTrace, newTrace } from "../kernel/facts/traces";
import type { WebAnswer, WebRequest } from "../kernel/http/webExchange";
import { admit } from "./access";
import { callFunction, FunctionFailed } from "./callFunction";
import { addCorsHeaders, preflightAnswer } from "./cors";
import type { FunctionUrl } from "./declared";
import { errorAnswer } from "./urlAnswer";
import { createUrlEvent, splitTarget } from "./urlEvent";

/** State of one request. */
interface UrlExchange {
  readonly url: FunctionUrl;
  readonly request: WebRequest;
  readonly requestId: string;
  /** X-Ray header. */
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly decisions: Decision[];
  reason?: string;
  executedVersion?: string | undefined;
  functionMillis?: number;
}

type UrlRun = Pick<Run, "registry" | "facts" | "log">;

/** Answers one request to a function URL. */
export async function answerUrlRequest(url: FunctionUrl, request: WebRequest, run: UrlRun): Promise<WebAnswer> {
  const startedAt = Date.now();
  const sent = request.headers.find(([name]) => name.toLowerCase() === "x-amzn-trace-id")?.[1] ?? "";
  const traceId = sent.includes("Root=") ? sent : headerOfTrace(newTrace(startedAt));
  const exchange: UrlExchange = { url, request, requestId: randomUUID(), traceId, startedAt, decisions: [] };
  const { headers, ...rest } = await respond(exchange, run);
  const ids = [
    ["x-amzn-RequestId", exchange.requestId],
    ["x-amzn-Trace-Id", traceId],
  ] as const;
  const answer = { ...rest, headers: [...ids, ...headers] };
  const report = (whole: WebAnswer) => {
    run.facts.report(() => urlFact(exchange, whole));
    return whole;
  };
  return answer.rest === undefined ? report(answer) : reportAfterStream({ ...answer, rest: answer.rest }, report);
}

async function respond(exchange: UrlExchange, run: UrlRun): Promise<WebAnswer> {
  const { cors } = exchange.url;
  const preflight = cors && preflightAnswer(cors, exchange.request);
  if (preflight !== undefined) return preflight;
  const answer = await admitAndCall(exchange, run);
  return cors === undefined ? answer : { ...answer, headers: addCorsHeaders(answer.headers, cors, exchange.request) };
}

async function admitAndCall(exchange: UrlExchange, run: UrlRun): Promise<WebAnswer> {
  const { url, request, requestId, traceId } = exchange;
  const admission = admit(url, request, run.registry);
  decide(exchange, "authorization", { passed: "caller" in admission, detail: admission.detail });
  if (!("caller" in admission)) return errorAnswer(403, admission.message);
  const event = createUrlEvent(url, request, { ...exchange, caller: admission.caller });
  const began = performance.now();
  const call = {
    ...{ url, requestId, traceId, payload: JSON.stringify(event) },
    onEnd: ({ executedVersion }: { readonly executedVersion?: string }) => {
      exchange.executedVersion = executedVersion;
      exchange.functionMillis = performance.now() - began;
    },
  };
  try {
    const answer = await callFunction(run.registry.use(functions), call);
    decide(exchange, "function", { passed: true, detail: `the function answers ${answer.status}` });
    return answer;
  } catch (error) {
    return failureAnswer(exchange, error, run);
  }
}

/** Statuses of Lambda's errors that callers of a function URL receive. All others are 502. */
const statuses: Readonly<Record<number, number>> = { 403: 403, 404: 403, 413: 413, 429: 429 };

/** @throws any error that is a defect of the local cloud. */
function failureAnswer(exchange: UrlExchange, error: unknown, { log }: UrlRun): WebAnswer {
  if (!(error instanceof InvokeRefused) && !(error instanceof FunctionFailed)) throw error;
  exchange.reason = error.message;
  decide(exchange, "function", { passed: false, detail: error.message });
  if (error instanceof FunctionFailed) return errorAnswer(502);
  log({ source: "lambda", requestId: exchange.requestId, text: `${error.code}: ${error.message}` });
  return errorAnswer(statuses[error.statusCode] ?? 502);
}

function decide({ decisions, startedAt }: UrlExchange, stage: string, made: Pick<Decision, "passed" | "detail">): void {
  decisions.push({ stage, millis: Date.now() - startedAt, ...made });
}

function urlFact(exchange: UrlExchange, { status, headers, body, length = body.length }: WebAnswer): RequestFact {
  const { url, request, requestId, traceId, startedAt, executedVersion, functionMillis } = exchange;
  const [path, query] = splitTarget(request.target);
  const { functionName, qualifier } = url;
  return {
    kind: "request",
    requestId,
    trace: traceOf(traceId) ?? requestId,
    apiId: url.id,
    apiName: url.name,
    functionUrl: { functionName, qualifier, executedVersion },
    stage: undefined,
    method: request.method,
    path,
    query,
    resourcePath: undefined,
    operation: undefined,
    status,
    millis: Date.now() - startedAt,
    integrationMillis: functionMillis,
    cache: undefined,
    bytes: length,
    apiKeyId: undefined,
    reason: exchange.reason,
    decisions: exchange.decisions,
    sent: request,
    answered: { headers, body },
  };
}
