import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { isIPv4 } from "node:net";
import { headerLines } from "../../kernel/http";
import type { LogSink } from "../../kernel/interfaces";
import { GatewayError, internalServerError } from "../exchange/errors";
import { queryParameters, remappedName, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { mappedValue } from "../exchange/mappings";
import { integrationUri, mappedParameters } from "./integrationUri";

export interface HttpServices {
  readonly log: LogSink;
  /** Whether a request may leave this machine. */
  readonly allowNetwork?: boolean;
}

/**
 * Headers that belong to one connection, those that name another host, and the one that has replaced the method, which
 * only a mapping hands on (API Gateway Developer Guide, "Important notes").
 */
const unsent =
  "connection content-length expect host keep-alive te transfer-encoding upgrade x-http-method-override".split(" ");

/** Headers of the backend that come under another name (API Gateway Developer Guide, "Important notes"). */
const remapped = ["connection", "content-length", "date", "server", "www-authenticate"];

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
  const answer = await send(
    url,
    { method, headers: headersOf(exchange), body: exchange.request.body },
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

function headersOf(exchange: Exchange): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of exchange.request.headers) {
    if (!unsent.includes(name.toLowerCase())) (headers[name.toLowerCase()] ??= []).push(value);
  }
  for (const [target, source] of Object.entries(exchange.match!.method.integration.requestParameters)) {
    const [, name] = /^integration\.request\.header\.(.+)$/.exec(target) ?? [];
    const value = name === undefined ? undefined : mappedValue(source, exchange);
    if (value !== undefined) headers[name!.toLowerCase()] = [value];
  }
  headers["x-amzn-trace-id"] = [exchange.traceId];
  return headers;
}

async function send(
  url: URL,
  { body, ...options }: Pick<RequestOptions, "method" | "headers"> & { readonly body: Buffer },
  timeoutMillis: number,
): Promise<GatewayAnswer> {
  const { request } = url.protocol === "https:" ? await import("node:https") : { request: httpRequest };
  const signal = AbortSignal.timeout(timeoutMillis);
  const length = body.length === 0 ? {} : { "content-length": body.length };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { ...(options.headers as object), ...length };
      request(url, { ...options, headers, signal }, resolve)
        .on("error", reject)
        .end(body);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 502, headers: received(response), body: Buffer.concat(chunks) };
  } catch (error) {
    const reason = signal.aborted ? `no answer in ${timeoutMillis} ms` : `${url.host}: ${(error as Error).message}`;
    throw signal.aborted
      ? new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", { reason })
      : new GatewayError("INTEGRATION_FAILURE", "Network error communicating with endpoint", { status: 504, reason });
  }
}

function received(response: IncomingMessage): [string, string][] {
  return headerLines(response)
    .filter(([name]) => !["keep-alive", "transfer-encoding"].includes(name.toLowerCase()))
    .map(([name, value]) => [remappedName(name, remapped), value]);
}
