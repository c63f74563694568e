import { isIPv4 } from "node:net";
import type { LogSink } from "../../kernel/interfaces";
import { internalServerError } from "../exchange/errors";
import { queryParameters, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { mapsForbidden } from "../exchange/headerNames";
import { callBackend } from "./backend";
import { integrationUri, mappedParameters } from "./integrationUri";

export interface HttpServices {
  readonly log: LogSink;
  /** Whether a request may leave this machine. */
  readonly allowNetwork?: boolean;
}

/**
 * Headers of the client that a backend does not get as they came: the body is decoded, the host another, and the one
 * that has replaced the method only a mapping hands on (API Gateway Developer Guide, "Important notes").
 */
const unsent = ["content-encoding", "host", "keep-alive", "via", "x-http-method-override"];

/** Headers that a mapping may set, and that are not sent. Node.js sends no Trailer ahead of a body of known length. */
const unsentMapped = ["connection", "expect", "proxy-authenticate", "te", "trailer", "via"];

/** HTTP_PROXY: hands the request on as it is, and the answer back. Towards this machine, unless the network is allowed. */
export async function httpProxy(
  exchange: Exchange,
  { log, allowNetwork = false }: HttpServices,
): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const url = targetOf(exchange);
  if (!allowNetwork && !isLocal(url.hostname)) {
    const text = `integration HTTP_PROXY to ${url.host} is not called: --allow-network lets it leave this machine`;
    log({ source: "apigateway", requestId: exchange.requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  const { httpMethod = "ANY" } = integration;
  const method = httpMethod === "ANY" ? exchange.request.method : httpMethod;
  const started = performance.now();
  const answer = await callBackend(
    url,
    {
      method,
      headers: headersOf(exchange),
      body: exchange.request.body,
      streams: integration.responseTransferMode === "STREAM",
    },
    integration.timeoutMillis,
  );
  exchange.integration = { status: answer.status, latencyMillis: Math.round(performance.now() - started) };
  exchange.decisions.passed(`${url.host} answered ${answer.status}`);
  return answer;
}

/** The host that an integration calls, when it is not this machine's; undefined where only a stage variable says it. */
export function remoteHost(uri: string | undefined): string | undefined {
  const [, hostname] = /^https?:\/\/(\[[^\]]+\]|[^/:?#$[]+)(?=[/:?#]|$)/i.exec(uri ?? "") ?? [];
  return hostname === undefined || isLocal(hostname) ? undefined : hostname;
}

/** Loopback addresses and the private ones of RFC 1918. */
function isLocal(hostname: string): boolean {
  if (/^(?:localhost|.*\.localhost|\[::1\])$/.test(hostname)) return true;
  return isIPv4(hostname) && /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(hostname);
}

/** The URI with the request's query. */
function targetOf(exchange: Exchange): URL {
  const filled = integrationUri(exchange);
  try {
    const url = new URL(filled);
    for (const [name, value] of [...queryParameters(exchange.query), ...mappedParameters(exchange, "querystring")]) {
      url.searchParams.append(name, value);
    }
    return url;
  } catch {
    throw internalServerError(500, `the integration's URI is no URL: ${filled}`, "API_CONFIGURATION_ERROR");
  }
}

/**
 * The client's headers, then what API Gateway adds and what the integration maps (API Gateway answers recorded by
 * localstack/localstack, tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json, 2024-07-17).
 *
 * @throws GatewayError where a mapping sets what no mapping may set.
 */
function headersOf(exchange: Exchange): Record<string, string | string[]> {
  const { requestParameters } = exchange.match!.method.integration;
  if (mapsForbidden(requestParameters, "http"))
    throw internalServerError(500, "the integration maps a header that no mapping may set", "API_CONFIGURATION_ERROR");
  const sent = new Map<string, string[]>();
  for (const [name, value] of exchange.request.headers) {
    const key = name.toLowerCase();
    if (!unsent.includes(key)) sent.set(key, [...(sent.get(key) ?? []), value]);
  }
  if (!sent.has("accept")) sent.set("accept", ["application/json"]);
  if (!sent.has("user-agent")) sent.set("user-agent", [`AmazonAPIGateway_${exchange.api.id}`]);
  for (const [name, value] of mappedParameters(exchange, "header")) {
    const key = name.toLowerCase();
    if (!unsentMapped.includes(key)) sent.set(key, [value]);
  }
  sent.set("x-amzn-trace-id", [exchange.traceId]);
  sent.set("x-amzn-apigateway-api-id", [exchange.api.id]);
  // Node.js takes one Host alone, and as text.
  return Object.fromEntries([...sent].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}
