import { objectOf, objectsOf } from "../kernel/checks";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { all, managedCachePolicies, managedOriginPolicies, managedResponsePolicies, none } from "./managedPolicies";
import type { CacheRules, CorsRules, OriginRules, ResponseHeader, ResponseRules, Selection } from "./model";

/** Returns a list of strings of a nested object, such as `headers.items`. */
function itemsOf(object: Properties, property: string): string[] {
  const items = objectOf(object, property)["items"];
  return Array.isArray(items) ? items.map(String) : [];
}

/** Returns the selection of a policy's `cookiesConfig` or `queryStringsConfig`. */
function selectionOf(config: Properties, behavior: unknown, list: string): Selection {
  if (behavior === "all") return all;
  if (behavior === "whitelist") return { kind: "some", names: itemsOf(config, list) };
  if (behavior === "allExcept") return { kind: "allExcept", names: itemsOf(config, list) };
  return none;
}

/** Returns the headers of a cache policy or an origin request policy, in lower case. */
function headersOf(config: Properties): Selection {
  const names = itemsOf(config, "headers").map((name) => name.toLowerCase());
  switch (config["headerBehavior"]) {
    case "whitelist":
      return { kind: "some", names };
    case "allViewer":
      return all;
    case "allViewerAndWhitelistCloudFront":
      return { kind: "all", names };
    case "allExcept":
      return { kind: "allExcept", names };
    default:
      return none;
  }
}

/** Defaults of a cache policy (CloudFront API reference, CachePolicyConfig). */
export const defaultTtls = { minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 };

/** Returns a cache policy by id; undefined for an unknown one. */
export function cachePolicy(id: string, resources: readonly Declared[]): CacheRules | undefined {
  const [state] = statesOf(resources, "aws:cloudfront/cachePolicy:CachePolicy", id);
  if (state === undefined) return managedCachePolicies[id];
  const parameters = objectOf(state, "parametersInCacheKeyAndForwardedToOrigin");
  const cookies = objectOf(parameters, "cookiesConfig");
  const queryStrings = objectOf(parameters, "queryStringsConfig");
  return {
    ...ttlsOf(state),
    headers: headersOf(objectOf(parameters, "headersConfig")),
    cookies: selectionOf(cookies, cookies["cookieBehavior"], "cookies"),
    queryStrings: selectionOf(queryStrings, queryStrings["queryStringBehavior"], "queryStrings"),
    gzip: parameters["enableAcceptEncodingGzip"] === true,
    brotli: parameters["enableAcceptEncodingBrotli"] === true,
  };
}

/** Returns the times of a policy or behavior. A higher minimum raises the others, as CloudFront does. */
export function ttlsOf(state: Properties): Pick<CacheRules, "minTtl" | "defaultTtl" | "maxTtl"> {
  const minTtl = Number(state["minTtl"] ?? defaultTtls.minTtl);
  const defaultTtl = Math.max(minTtl, Number(state["defaultTtl"] ?? defaultTtls.defaultTtl));
  return { minTtl, defaultTtl, maxTtl: Math.max(minTtl, Number(state["maxTtl"] ?? defaultTtls.maxTtl)) };
}

/** Returns an origin request policy by id; undefined for an unknown one. */
export function originPolicy(id: string, resources: readonly Declared[]): OriginRules | undefined {
  const [state] = statesOf(resources, "aws:cloudfront/originRequestPolicy:OriginRequestPolicy", id);
  if (state === undefined) return managedOriginPolicies[id];
  const cookies = objectOf(state, "cookiesConfig");
  const queryStrings = objectOf(state, "queryStringsConfig");
  return {
    headers: headersOf(objectOf(state, "headersConfig")),
    cookies: selectionOf(cookies, cookies["cookieBehavior"], "cookies"),
    queryStrings: selectionOf(queryStrings, queryStrings["queryStringBehavior"], "queryStrings"),
  };
}

/** Returns a response headers policy by id; undefined for an unknown one. */
export function responsePolicy(id: string, resources: readonly Declared[]): ResponseRules | undefined {
  const [state] = statesOf(resources, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", id);
  if (state === undefined) return managedResponsePolicies[id];
  const custom = objectsOf(objectOf(state, "customHeadersConfig"), "items").map((item) => ({
    name: String(item["header"]),
    value: String(item["value"]),
    override: item["override"] === true,
  }));
  const removed = objectsOf(objectOf(state, "removeHeadersConfig"), "items").map((item) => String(item["header"]));
  return {
    added: [...securityHeaders(objectOf(state, "securityHeadersConfig")), ...custom],
    removed,
    cors: corsOf(state),
  };
}

/** Security headers in a response headers policy: configuration, header, and value. */
const securityConfigs: readonly (readonly [config: string, header: string, value: (config: Properties) => string])[] = [
  ["contentSecurityPolicy", "Content-Security-Policy", (each) => String(each["contentSecurityPolicy"])],
  ["contentTypeOptions", "X-Content-Type-Options", () => "nosniff"],
  ["frameOptions", "X-Frame-Options", (each) => String(each["frameOption"])],
  ["referrerPolicy", "Referrer-Policy", (each) => String(each["referrerPolicy"])],
  ["strictTransportSecurity", "Strict-Transport-Security", transportSecurity],
  ["xssProtection", "X-XSS-Protection", xssProtection],
];

function securityHeaders(config: Properties): ResponseHeader[] {
  return securityConfigs
    .filter(([property]) => config[property] !== undefined)
    .map(([property, name, valueOf]) => {
      const each = objectOf(config, property);
      return { name, value: valueOf(each), override: each["override"] === true };
    });
}

function transportSecurity(config: Properties): string {
  const parts = [`max-age=${String(config["accessControlMaxAgeSec"])}`];
  if (config["includeSubdomains"] === true) parts.push("includeSubDomains");
  if (config["preload"] === true) parts.push("preload");
  return parts.join("; ");
}

function xssProtection(config: Properties): string {
  if (config["protection"] !== true) return "0";
  if (config["modeBlock"] === true) return "1; mode=block";
  const report = config["reportUri"];
  return typeof report === "string" && report !== "" ? `1; report=${report}` : "1";
}

function corsOf(state: Properties): CorsRules | undefined {
  if (state["corsConfig"] === undefined) return undefined;
  const config = objectOf(state, "corsConfig");
  const maxAge = config["accessControlMaxAgeSec"];
  const methods = itemsOf(config, "accessControlAllowMethods");
  return {
    origins: itemsOf(config, "accessControlAllowOrigins"),
    headers: itemsOf(config, "accessControlAllowHeaders"),
    methods: methods.includes("ALL") ? ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"] : methods,
    exposed: itemsOf(config, "accessControlExposeHeaders"),
    credentials: config["accessControlAllowCredentials"] === true,
    maxAge: typeof maxAge === "number" ? maxAge : undefined,
    override: config["originOverride"] === true,
  };
}

function statesOf(resources: readonly Declared[], type: string, id: string): Properties[] {
  return ofType(resources, type)
    .filter((resource) => resource.id === id)
    .map(({ state }) => state);
}
