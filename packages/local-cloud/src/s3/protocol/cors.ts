import { wildcard } from "../../kernel/policies/wildcard";
import type { CorsRule } from "../bucket";
import { S3Error } from "./errors";

const vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names that a preflight asks for. */
  readonly headers: readonly string[];
}

/** Returns the first rule that allows a request (Amazon S3 User Guide, "How does Amazon S3 evaluate the CORS configuration"). */
function ruleFor(rules: readonly CorsRule[], { origin, method, headers }: CorsRequest): CorsRule | undefined {
  return rules.find(
    ({ allowedOrigins, allowedMethods, allowedHeaders }) =>
      allowedOrigins.some((each) => wildcard(each).test(origin)) &&
      allowedMethods.includes(method) &&
      headers.every((name) => allowedHeaders.some((each) => wildcard(each.toLowerCase()).test(name))),
  );
}

/** Returns the headers of an answer to a request from another origin; none if no rule allows it. */
export function corsHeaders(rules: readonly CorsRule[], request: CorsRequest): Record<string, string> {
  const rule = ruleFor(rules, request);
  if (rule === undefined) return {};
  const isForAll = rule.allowedOrigins.includes("*");
  return {
    "Access-Control-Allow-Origin": isForAll ? "*" : request.origin,
    ...(isForAll ? {} : { "Access-Control-Allow-Credentials": "true" }),
    "Access-Control-Allow-Methods": rule.allowedMethods.join(", "),
    ...(request.headers.length === 0 ? {} : { "Access-Control-Allow-Headers": request.headers.join(", ") }),
    ...(rule.exposeHeaders.length === 0 ? {} : { "Access-Control-Expose-Headers": rule.exposeHeaders.join(", ") }),
    ...(rule.maxAgeSeconds === undefined ? {} : { "Access-Control-Max-Age": String(rule.maxAgeSeconds) }),
    Vary: vary,
  };
}

/** Answers a preflight request. @throws S3Error if no rule allows it */
export function preflightHeaders(
  rules: readonly CorsRule[],
  header: (name: string) => string | undefined,
): Record<string, string> {
  const origin = header("origin");
  const method = header("access-control-request-method");
  if (origin === undefined || method === undefined) {
    const missing = origin === undefined ? "Origin request header needed." : "Access-Control-Request-Method needed.";
    throw new S3Error("BadRequest", `Insufficient information. ${missing}`);
  }
  if (rules.length === 0) throw new S3Error("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.");
  const headers = (header("access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const allowed = corsHeaders(rules, { origin, method, headers });
  if (Object.keys(allowed).length > 0) return allowed;
  throw new S3Error(
    "AccessForbidden",
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    { members: { Method: method, ResourceType: "OBJECT" } },
  );
}
