import { traceOf, type RequestFact } from "../../kernel/facts/facts";
import type { Exchange, GatewayAnswer, GatewayRequest } from "./exchange";
import type { Api } from "../declared/model";

/** Returns the fact of a request that reached a stage. */
export function requestFact(
  exchange: Exchange,
  { status, headers, body, length = body.length }: GatewayAnswer,
): RequestFact {
  const { api, stage, request, match, integration, error } = exchange;
  return {
    kind: "request",
    requestId: exchange.requestId,
    trace: traceOf(exchange.traceId) ?? exchange.requestId,
    apiId: api.id,
    apiName: api.name,
    stage: stage.name,
    method: request.method,
    path: exchange.path,
    query: exchange.query,
    resourcePath: match?.method.resourcePath,
    operation: match?.method.operationName,
    status,
    millis: Date.now() - exchange.startedAt,
    integrationMillis: integration?.latencyMillis,
    cache: stage.cache && (exchange.cache ?? "not asked"),
    bytes: length,
    apiKeyId: exchange.apiKey?.id,
    reason: error?.reason,
    decisions: exchange.decisions.made,
    sent: request,
    answered: { headers, body },
  };
}

/** Returns the fact of a request that reached no stage. */
export function unreachedFact(api: Api, request: GatewayRequest, answer: GatewayAnswer): RequestFact {
  const { method, target } = request;
  const [path = "", query = ""] = target.split("?");
  const reasons: Readonly<Record<number, string>> = {
    403: "no such stage",
    413: "body over 10 MB",
    431: "headers over 10,240 bytes",
  };
  return {
    kind: "request",
    requestId: "",
    trace: "",
    apiId: api.id,
    apiName: api.name,
    stage: undefined,
    method,
    path,
    query,
    resourcePath: undefined,
    operation: undefined,
    status: answer.status,
    millis: 0,
    integrationMillis: undefined,
    cache: undefined,
    bytes: answer.body.length,
    apiKeyId: undefined,
    reason: reasons[answer.status],
    decisions: [],
    sent: request,
    answered: answer,
  };
}
