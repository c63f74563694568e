import { isLocalHost } from "../../kernel/http/http";
import type { LogSink } from "../../kernel/facts/logSink";
import { internalServerError } from "../exchange/errors";
import { queryParameters, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { callBackend, type BackendRequest } from "./backend";
import { evaluateMappings, integrationHeaders, integrationUri } from "./integrationUri";

export interface HttpServices {
  readonly log: LogSink;
  /** True if requests may leave this machine. */
  readonly allowNetwork?: boolean;
}

/**
 * Client headers that are not forwarded: the body is decompressed, the host differs, and X-HTTP-Method-Override
 * requires a mapping (API Gateway Developer Guide, "Important notes").
 */
const unforwardedHeaders = ["content-encoding", "host", "keep-alive", "via", "x-http-method-override"];

/**
 * Headers that mappings may set but API Gateway does not send. Node.js sends no Trailer before a body of known length.
 */
const unsentMappedHeaders = ["connection", "expect", "proxy-authenticate", "te", "trailer", "via"];

/**
 * Answers an HTTP_PROXY integration: forwards the request and returns the answer. Without --allow-network it calls only
 * this machine and private addresses.
 */
export async function callHttpProxy(exchange: Exchange, services: HttpServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const query = [...queryParameters(exchange.query), ...evaluateMappings(exchange, "querystring")];
  const request = {
    url: targetOf(integrationUri(exchange), query),
    headers: headersOf(exchange),
    body: exchange.request.body,
    streams: integration.responseTransferMode === "STREAM",
  };
  return sendToBackend(exchange, request, services);
}

/** Sends the request of an HTTP integration. @throws GatewayError if the backend is remote or does not answer. */
export async function sendToBackend(
  exchange: Exchange,
  { url, ...request }: Omit<BackendRequest, "method"> & { readonly url: URL },
  { log, allowNetwork = false }: HttpServices,
): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  if (!allowNetwork && !isLocalHost(url.hostname)) {
    const text = `${integration.type} integration: ${url.host} is not on this machine; pass --allow-network to call it`;
    log({ source: "apigateway", requestId: exchange.requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  const method = backendMethod(exchange);
  const started = performance.now();
  const answer = await callBackend(url, { ...request, method }, integration.timeoutMillis);
  exchange.integration = { status: answer.status, latencyMillis: Math.round(performance.now() - started) };
  exchange.decisions.recordPass(`${url.host} answered ${answer.status}`);
  return answer;
}

/** Returns the host of an integration if it is not local; undefined if it is local or contains a stage variable. */
export function remoteHost(uri: string | undefined): string | undefined {
  const [, hostname] = /^https?:\/\/(\[[^\]]+\]|[^/:?#$[]+)(?=[/:?#]|$)/i.exec(uri ?? "") ?? [];
  return hostname === undefined || isLocalHost(hostname) ? undefined : hostname;
}

/** Returns the method of the backend request: the client's if the integration's is ANY. */
export function backendMethod({ match, request }: Exchange): string {
  const { httpMethod = "ANY" } = match!.method.integration;
  return httpMethod === "ANY" ? request.method : httpMethod;
}

/** Returns the integration's URL with query parameters. @throws GatewayError if the URI is not a URL. */
export function targetOf(filled: string, query: readonly (readonly [name: string, value: string])[]): URL {
  try {
    const url = new URL(filled);
    for (const [name, value] of query) url.searchParams.append(name, value);
    return url;
  } catch {
    throw internalServerError(500, `the integration's URI is not a URL: ${filled}`, "API_CONFIGURATION_ERROR");
  }
}

/**
 * Returns the client's headers, API Gateway's own and the mapped ones.
 *
 * @throws GatewayError if a mapping sets a forbidden header.
 */
function headersOf(exchange: Exchange): BackendRequest["headers"] {
  const sent = new Map<string, string[]>();
  for (const [name, value] of exchange.request.headers) {
    const key = name.toLowerCase();
    if (!unforwardedHeaders.includes(key)) sent.set(key, [...(sent.get(key) ?? []), value]);
  }
  return completeHeaders(exchange, sent, integrationHeaders(exchange, "http"));
}

/**
 * Adds API Gateway's own headers and the mapped ones to headers keyed by lower-case name (API Gateway answers recorded
 * by localstack/localstack, tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json, 2024-07-17).
 */
export function completeHeaders(
  exchange: Exchange,
  sent: Map<string, string[]>,
  mapped: readonly (readonly [name: string, value: string])[],
): BackendRequest["headers"] {
  if (!sent.has("accept")) sent.set("accept", ["application/json"]);
  if (!sent.has("user-agent")) sent.set("user-agent", [`AmazonAPIGateway_${exchange.api.id}`]);
  for (const [name, value] of mapped) {
    const key = name.toLowerCase();
    if (!unsentMappedHeaders.includes(key)) sent.set(key, [value]);
  }
  sent.set("x-amzn-trace-id", [exchange.traceId]);
  sent.set("x-amzn-apigateway-api-id", [exchange.api.id]);
  // Node.js requires Host to be a string, not a list.
  return Object.fromEntries([...sent].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}
