import type { StackLocation } from "../../kernel/identity";
import type { WebAnswer, WebRequest } from "../../kernel/http/webExchange";
import type { Api, ApiKey, Method, Stage } from "../declared/model";
import type { Decisions } from "./decisions";

export type GatewayRequest = WebRequest;
export type GatewayAnswer = WebAnswer;

/** The method that matches a request. */
export interface Match {
  readonly method: Method;
  /** Percent-encoded, as received. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** State of one request. Each step of the gateway adds its results. */
export interface Exchange {
  /** Replaced by a copy with a decompressed body. */
  request: GatewayRequest;
  readonly location: StackLocation;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** X-Ray header: the client's with a root, or a new one. */
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly api: Api;
  readonly stage: Stage;
  /** Path after the stage name, percent-encoded. */
  readonly path: string;
  /** Query without `?`. */
  readonly query: string;
  readonly decisions: Decisions;
  match?: Match;
  /** Decision of the API's resource policy; undefined without a policy. */
  resourcePolicy?: "allow" | "implicitDeny" | "explicitDeny";
  apiKey?: ApiKey;
  /** Result of the authorizer: `requestContext.authorizer`. */
  authorizer?: Readonly<Record<string, unknown>>;
  /** API key that the authorizer returned, for APIs whose key source is AUTHORIZER. */
  usageIdentifierKey?: string;
  /** Undefined if the cache was not consulted. */
  cache?: "hit" | "miss";
  /** Status and latency of the integration, for the access log. */
  integration?: { status?: number; latencyMillis?: number };
  error?: { message: string; responseType: string; reason: string | undefined };
}

/** Returns the own property of a map. Use it for names from clients or documents, such as `constructor`. */
export function own<T>(map: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/**
 * Returns the last value of a header, in any casing, as events do (recorded: proxy-events; API Gateway Developer Guide,
 * "Input format of a Lambda function for proxy integration"). All steps read headers by this function. Otherwise a
 * client could show one value to an authorizer and another to the gateway.
 */
export function requestHeader(request: GatewayRequest, name: string): string | undefined {
  return headerValues(request, name).at(-1)?.[1];
}

/** Returns all lines of a header in order, in any casing. */
export function headerValues({ headers }: GatewayRequest, name: string): (readonly [name: string, value: string])[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted);
}

/** Returns decoded query parameters in order. `+` is a space; a name without `=` has an empty value. */
export function queryParameters(query: string): [name: string, value: string][] {
  return query === "" ? [] : [...new URLSearchParams(query)];
}

/** Returns the last value of a query parameter (recorded: proxy-events/post-repeated-query). */
export function queryParameter(query: string, name: string): string | undefined {
  return queryValues(query, name).at(-1);
}

/** Returns all values of a query parameter in order. */
export function queryValues(query: string, name: string): string[] {
  return queryParameters(query).flatMap(([key, value]) => (key === name ? [value] : []));
}

/** Decodes percent-encoded text. Returns malformed text unchanged. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
