import { randomBytes, randomUUID } from "node:crypto";
import type { Place } from "../engine/identity";
import type { FunctionInvoker, LogSink } from "../engine/services";
import { accessLogLine } from "./accessLog";
import { GatewayError, internalServerError } from "./errors";
import { requestHeader, type Exchange, type GatewayAnswer, type GatewayRequest } from "./exchange";
import { gatewayErrorAnswer } from "./gatewayResponses";
import { lambdaProxy } from "./lambdaProxy";
import { mockAnswer } from "./mock";
import type { Api, Stage } from "./model";
import type { Router } from "./router";
import type { UsagePlans } from "./usagePlans";
import { validateBody, validateParameters } from "./validation";

/** One API as it is deployed. */
export interface DeployedApi {
  readonly api: Api;
  readonly router: Router;
  readonly stages: ReadonlyMap<string, Stage>;
}

export interface GatewayServices {
  readonly place: Place;
  readonly plans: UsagePlans;
  readonly functions: FunctionInvoker;
  readonly log: LogSink;
}

/** API Gateway's limits (API Gateway quotas). */
const maxBodyBytes = 10_485_760;
const maxHeaderBytes = 10_240;

/** Answers one request: parse → route → key and plan → validate → integrate → respond → account. */
export async function answerRequest(
  { api, router, stages }: DeployedApi,
  request: GatewayRequest,
  services: GatewayServices,
): Promise<GatewayAnswer> {
  const refused = overLimit(request);
  if (refused !== undefined) return refused;
  const { stage, path, query } = parseTarget(request.target, stages);
  if (stage === undefined) return unknownStage();
  const exchange = newExchange(request, { api, stage, path, query, services });
  const answer = await respond(exchange, router, services);
  account(exchange, answer, services);
  return answer;
}

async function respond(exchange: Exchange, router: Router, services: GatewayServices): Promise<GatewayAnswer> {
  let answer: GatewayAnswer;
  try {
    route(exchange, router);
    services.plans.admit(exchange);
    validateParameters(exchange);
    validateBody(exchange);
    answer = await integrate(exchange, services);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    answer = gatewayErrorAnswer(error, exchange);
  }
  const ids: [string, string][] = [
    ["x-amzn-RequestId", exchange.requestId],
    ["x-amz-apigw-id", exchange.extendedRequestId],
  ];
  return { ...answer, headers: [...ids, ...answer.headers] };
}

function route(exchange: Exchange, router: Router): void {
  const match = router(exchange.request.method, exchange.path);
  if (match === undefined) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  exchange.match = match;
}

async function integrate(exchange: Exchange, services: GatewayServices): Promise<GatewayAnswer> {
  const { type } = exchange.match!.method.integration;
  if (type === "MOCK") return mockAnswer(exchange);
  if (type === "AWS_PROXY") return lambdaProxy(exchange, services);
  services.log({
    source: "apigateway",
    requestId: exchange.requestId,
    text: `integration type ${type === "" ? "(none)" : type} is not emulated`,
  });
  throw internalServerError(500, "API_CONFIGURATION_ERROR");
}

function account(exchange: Exchange, answer: GatewayAnswer, { log }: GatewayServices): void {
  const { accessLog } = exchange.stage;
  if (accessLog === undefined) return;
  const latencyMillis = Date.now() - exchange.startedAt;
  const text = accessLogLine(accessLog.format, exchange, {
    status: answer.status,
    length: answer.body.length,
    latencyMillis,
  });
  log({ source: accessLog.group, requestId: exchange.requestId, text: `${text}\n` });
}

function parseTarget(target: string, stages: ReadonlyMap<string, Stage>) {
  const [withoutFragment = ""] = target.split("#");
  const mark = withoutFragment.indexOf("?");
  const full = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  const query = mark < 0 ? "" : withoutFragment.slice(mark + 1);
  const [, name = "", rest = ""] = /^\/([^/]*)(.*)$/.exec(full) ?? [];
  return { stage: stages.get(name), path: rest === "" ? "/" : rest, query };
}

function newExchange(
  request: GatewayRequest,
  { services, ...found }: { api: Api; stage: Stage; path: string; query: string; services: GatewayServices },
): Exchange {
  const startedAt = Date.now();
  const wanted = requestHeader(request, "x-amzn-RequestId") ?? "";
  return {
    ...found,
    request,
    place: services.place,
    startedAt,
    // A client may name its request by a UUID (API Gateway Developer Guide, "$context.requestId").
    requestId: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted) ? wanted : randomUUID(),
    extendedRequestId: randomBytes(11).toString("base64url").slice(0, 15) + "=",
    traceId: traceId(requestHeader(request, "X-Amzn-Trace-Id"), startedAt),
  };
}

/** `Root=1-TIME-RANDOM`; what the client sent stays in it. */
function traceId(sent: string | undefined, epochMillis: number): string {
  if (sent !== undefined && sent.includes("Root=")) return sent;
  const root = `Root=1-${Math.floor(epochMillis / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
  return sent === undefined || sent === "" ? root : `${sent};${root}`;
}

/** Answers that come before the API is known: no gateway response changes them. */
function overLimit({ headers, body }: GatewayRequest): GatewayAnswer | undefined {
  const bytes = headers.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  if (bytes > maxHeaderBytes) return plainText(431, `HTTP header is larger than ${maxHeaderBytes} bytes.`);
  if (body.length > maxBodyBytes) return plainText(413, `HTTP content length exceeded ${maxBodyBytes} bytes.`);
  return undefined;
}

function plainText(status: number, text: string): GatewayAnswer {
  return { status, headers: [["Content-Type", "text/plain"]], body: Buffer.from(text) };
}

function unknownStage(): GatewayAnswer {
  return {
    status: 403,
    headers: [
      ["x-amzn-RequestId", randomUUID()],
      ["x-amzn-ErrorType", "ForbiddenException"],
      ["Content-Type", "application/json"],
    ],
    body: Buffer.from('{"message":"Forbidden"}'),
  };
}
