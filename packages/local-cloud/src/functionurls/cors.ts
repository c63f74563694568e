import type { WebAnswer, WebRequest } from "../kernel/http/webExchange";
import type { CorsSettings } from "./declared";

type Headers = WebAnswer["headers"];

/**
 * Returns the answer to a preflight request; undefined for any other request. Lambda answers it without calling the
 * function. A refused one is an empty 200 without CORS headers (captured answers of AWS).
 */
export function preflightAnswer(cors: CorsSettings, request: WebRequest): WebAnswer | undefined {
  const method = headerOf(request, "access-control-request-method");
  if (request.method !== "OPTIONS" || headerOf(request, "origin") === undefined || method === undefined)
    return undefined;
  const isAllowed = allowsMethod(cors, method) && allowsHeaders(cors, request);
  const headers = isAllowed ? preflightHeaders(cors, request) : [];
  return { status: 200, headers: [["Content-Type", "application/json"], ...headers], body: Buffer.alloc(0) };
}

/**
 * Adds the configured headers to an answer. They replace those of the function (Lambda Developer Guide, "Creating and
 * managing Lambda function URLs", cross-origin resource sharing).
 */
export function addCorsHeaders(headers: Headers, cors: CorsSettings, request: WebRequest): Headers {
  const own = corsHeaders(cors, request);
  const names = own.map(([name]) => name.toLowerCase());
  return [...headers.filter(([name]) => name === "Vary" || !names.includes(name.toLowerCase())), ...own];
}

function preflightHeaders(cors: CorsSettings, request: WebRequest): Headers {
  const origin = originHeaders(cors, request);
  if (origin.length === 0) return [];
  return [
    ...origin,
    ...listHeader("Access-Control-Allow-Methods", cors.allowMethods),
    ...listHeader("Access-Control-Allow-Headers", cors.allowHeaders),
    ...(cors.maxAge === undefined ? [] : [["Access-Control-Max-Age", String(cors.maxAge)] as const]),
  ];
}

function corsHeaders(cors: CorsSettings, request: WebRequest): Headers {
  const origin = originHeaders(cors, request);
  return origin.length === 0 ? [] : [...origin, ...listHeader("Access-Control-Expose-Headers", cors.exposeHeaders)];
}

/** Returns no headers for an origin that is not allowed. */
function originHeaders({ allowOrigins, allowCredentials }: CorsSettings, request: WebRequest): Headers {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return [];
  const allowed = allowOrigins.includes("*") ? "*" : allowOrigins.find((each) => each === origin);
  if (allowed === undefined) return [];
  return [
    ["Access-Control-Allow-Origin", allowed],
    ...(allowed === "*" ? [] : [["Vary", "Origin"] as const]),
    ...(allowCredentials ? [["Access-Control-Allow-Credentials", "true"] as const] : []),
  ];
}

function allowsMethod({ allowMethods }: CorsSettings, method: string): boolean {
  return allowMethods.includes("*") || allowMethods.includes(method);
}

function allowsHeaders({ allowHeaders }: CorsSettings, request: WebRequest): boolean {
  const allowed = new Set(allowHeaders.map((name) => name.toLowerCase()));
  const requested = (headerOf(request, "access-control-request-headers") ?? "").toLowerCase().split(",");
  return requested.every((name) => name.trim() === "" || allowed.has("*") || allowed.has(name.trim()));
}

function listHeader(name: string, values: readonly string[]): Headers {
  return values.length === 0 ? [] : [[name, values.join(",")]];
}

function headerOf({ headers }: WebRequest, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
