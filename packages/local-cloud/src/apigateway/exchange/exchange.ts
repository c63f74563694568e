import type { StackLocation } from "../../kernel/identity";
import type { Api, ApiKey, Method, Stage } from "../declared/model";
import type { Decisions } from "./decisions";

/** A request as it came off the wire. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query, exactly as on the request line. */
  readonly target: string;
  /** Names in the client's casing, in order, repeated where repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** What follows the body, as the integration sends it; absent for a whole answer. */
  readonly rest?: AsyncIterable<Buffer>;
  /** Bytes of a streamed answer, of which the body here is the beginning. */
  readonly length?: number;
}

/** The method that a request is for. */
export interface Match {
  readonly method: Method;
  /** Percent-encoded, as they came. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** One request on its way through the gateway; each step adds what it finds out. */
export interface Exchange {
  /** Its body is decompressed on the way. */
  request: GatewayRequest;
  readonly location: StackLocation;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** X-Ray header: the client's, completed, or a new one. */
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly api: Api;
  readonly stage: Stage;
  /** Path behind the stage, not decoded. */
  readonly path: string;
  /** Query without `?`. */
  readonly query: string;
  readonly decisions: Decisions;
  match?: Match;
  /** What the API's resource policy says of the request; undefined without one. */
  resourcePolicy?: "allow" | "implicitDeny" | "explicitDeny";
  apiKey?: ApiKey;
  /** What an authorizer found out about the caller: `requestContext.authorizer`. */
  authorizer?: Readonly<Record<string, unknown>>;
  /** The key by which an authorizer says that the caller's requests count. */
  usageIdentifierKey?: string;
  /** What the stage's cache held of it; undefined where nobody looked. */
  cache?: "hit" | "miss";
  /** What the integration answered, for the access log. */
  integration?: { status?: number; latencyMillis?: number };
  error?: { message: string; responseType: string; reason: string | undefined };
}

/** What a map holds under a name that a client or a document chose: `constructor` is nobody's unless it is there. */
export function own<T>(map: Readonly<Record<string, T>> | null | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/**
 * The value of a header, whatever its casing; the last one of several, as events have it (recorded:
 * proxy-events; API Gateway Developer Guide, "Input format of a Lambda function for proxy integration"). Identity, cache
 * keys, mappings and events read headers alike: a client must not show one value to an authorizer and another to the
 * gateway.
 */
export function requestHeader(request: GatewayRequest, name: string): string | undefined {
  return headerValues(request, name).at(-1)?.[1];
}

/** Every line of a header, whatever its casing, in order. */
export function headerValues({ headers }: GatewayRequest, name: string): (readonly [name: string, value: string])[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted);
}

/** Whether HTTP can carry a header: a token for a name, and no control characters or text beyond Latin-1 in a value. */
export function isSendable([name, value]: readonly [name: string, value: string]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value);
}

/** Query parameters, decoded, in order: `+` is a space, a name alone has an empty value. */
export function queryParameters(query: string): [name: string, value: string][] {
  return query === "" ? [] : [...new URLSearchParams(query)];
}

/** The value of a query parameter; the last one of several (recorded: proxy-events/post-repeated-query). */
export function queryParameter(query: string, name: string): string | undefined {
  return queryValues(query, name).at(-1);
}

/** Every value of a query parameter, in order. */
export function queryValues(query: string, name: string): string[] {
  return queryParameters(query).flatMap(([key, value]) => (key === name ? [value] : []));
}

/** Percent-encoded text as it was meant; what is no such text stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
