import { headerOf, withHeader, withoutHeaders, type HeaderLines } from "./headers";
import type { CorsRules, ResponseRules, ViewerRequest } from "./model";

/** Applies a response headers policy (CloudFront Developer Guide, "Understand response headers policies"). */
export function applyResponsePolicy(
  headers: HeaderLines,
  rules: ResponseRules | undefined,
  request: ViewerRequest,
): HeaderLines {
  if (rules === undefined) return headers;
  let result = withoutHeaders(headers, rules.removed);
  if (rules.cors !== undefined) result = applyCors(result, rules.cors, request);
  for (const { name, value, override } of rules.added) {
    if (override || headerOf(result, name) === undefined) result = withHeader(result, name, value);
  }
  return result;
}

/** Adds CORS headers to answers of requests with Origin. Unless they override, those of the origin win. */
function applyCors(headers: HeaderLines, cors: CorsRules, request: ViewerRequest): HeaderLines {
  const origin = headerOf(request.headers, "origin");
  const answered = headers.some(([name]) => name.toLowerCase().startsWith("access-control-"));
  if (origin === undefined || (answered && !cors.override)) return headers;
  const allowed = allowedOrigin(origin, cors);
  if (allowed === undefined) return headers;
  const isPreflight = request.method === "OPTIONS";
  const added: (readonly [string, string | undefined])[] = [
    ["Access-Control-Allow-Origin", allowed],
    ["Access-Control-Allow-Credentials", cors.credentials ? "true" : undefined],
    ["Access-Control-Expose-Headers", joined(cors.exposed)],
    ["Access-Control-Allow-Methods", isPreflight ? joined(cors.methods) : undefined],
    ["Access-Control-Allow-Headers", isPreflight ? joined(cors.headers) : undefined],
    ["Access-Control-Max-Age", isPreflight && cors.maxAge !== undefined ? String(cors.maxAge) : undefined],
  ];
  let result = headers;
  for (const [name, value] of added) if (value !== undefined) result = withHeader(result, name, value);
  return allowed === "*" ? result : withHeader(result, "Vary", "Origin");
}

function joined(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(", ");
}

function allowedOrigin(origin: string, { origins, credentials }: CorsRules): string | undefined {
  if (origins.includes("*")) return credentials ? origin : "*";
  return origins.some((allowed) => matchesOrigin(allowed, origin)) ? origin : undefined;
}

/** Compares an origin with one that may have one wildcard in place of a subdomain, and may omit the scheme. */
function matchesOrigin(allowed: string, origin: string): boolean {
  const candidate = allowed.includes("://") ? origin : origin.replace(/^[a-z][a-z\d+.-]*:\/\//i, "");
  const [first = "", last] = allowed.split("*");
  if (last === undefined) return candidate === allowed;
  return candidate.length >= first.length + last.length && candidate.startsWith(first) && candidate.endsWith(last);
}
