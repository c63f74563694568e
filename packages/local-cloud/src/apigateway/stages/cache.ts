import { GatewayError } from "../exchange/errors";
import type { Exchange, GatewayAnswer, GatewayRequest } from "../exchange/exchange";
import { evaluateMapping } from "../exchange/mappings";
import type { MethodCacheSettings, Method } from "../declared/model";
import { headerName } from "../integrations/proxyEvent";
import type { StageCache, StageCaches } from "./stageCaches";

/** Applies if a stage sets no time to live (API Gateway Developer Guide, "Cache settings for REST APIs"). */
const defaultTtlSeconds = 300;

/**
 * Returns the cached answer of an equal request, or calls the integration and caches its answer of any status. Errors
 * of the gateway are not cached. If cache invalidation requires a permission, no client has it, because signatures are
 * not emulated.
 *
 * @throws GatewayError ACCESS_DENIED if a client without the permission invalidates the cache and the stage answers
 *   403.
 */
export async function answerThroughCache(
  exchange: Exchange,
  caches: StageCaches,
  integrate: () => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  const cache = caches.find(exchange.api.id, exchange.stage.name);
  if (cache === undefined) return integrate();
  const { enabled, ttlSeconds, needsPermission, refusal } = cachingOf(exchange);
  if (!enabled || ttlSeconds <= 0) return integrate();
  exchange.decisions.enter("cache");
  const wantsFresh = invalidatesCache(exchange.request);
  const isIgnored = wantsFresh && needsPermission;
  if (isIgnored && refusal === "FAIL_WITH_403") {
    throw new GatewayError("ACCESS_DENIED", "Unauthorized", {
      reason: "no client may invalidate the cache: signatures are not emulated",
    });
  }
  const answer = await findOrIntegrate(exchange, { cache, ttlSeconds, fresh: wantsFresh && !isIgnored }, integrate);
  if (!isIgnored || refusal === "SUCCEED_WITHOUT_RESPONSE_HEADER") return answer;
  return { ...answer, headers: [...answer.headers, ["Warning", ignoredWarning]] };
}

const ignoredWarning = "199 Cache-control headers were ignored because the caller was unauthorized.";

async function findOrIntegrate(
  exchange: Exchange,
  { cache, ttlSeconds, fresh }: { readonly cache: StageCache; readonly ttlSeconds: number; readonly fresh: boolean },
  integrate: () => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  const key = keyOf(exchange);
  const known = fresh ? undefined : cache.find(key);
  exchange.cache = known === undefined ? "miss" : "hit";
  if (known !== undefined) {
    exchange.decisions.recordPass(`from the cache, valid for another ${Math.ceil(known.leftMillis / 1000)} s`);
    return known.answer;
  }
  exchange.decisions.recordPass(fresh ? "the client invalidates the entry" : "no entry");
  const answer = await integrate();
  // API Gateway does not cache streamed responses (API Gateway Developer Guide, "Stream the integration response").
  if (answer.rest !== undefined) return answer;
  // The trace id belongs to this request only.
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== "x-amzn-trace-id");
  cache.keep(key, { ...answer, headers }, ttlSeconds);
  return answer;
}

/**
 * Returns the cache settings of a method. The stage's settings of all methods fill gaps, and enable the cache
 * for GET only.
 */
function cachingOf({ stage, match, request }: Exchange) {
  const methods = stage.cache?.methods ?? {};
  const { resourcePath, httpMethod } = match!.method;
  const path = resourcePath.replace(/^\//, "");
  const own: Partial<MethodCacheSettings> =
    methods[`${path}/${request.method}`] ?? methods[`${path}/${httpMethod}`] ?? {};
  const all: Partial<MethodCacheSettings> = methods["*/*"] ?? {};
  return {
    enabled: own.enabled ?? (request.method === "GET" && all.enabled === true),
    ttlSeconds: own.ttlSeconds ?? all.ttlSeconds ?? defaultTtlSeconds,
    needsPermission: own.needsPermission ?? all.needsPermission ?? true,
    refusal: own.refusal ?? all.refusal ?? "SUCCEED_WITH_RESPONSE_HEADER",
  };
}

function invalidatesCache({ headers }: GatewayRequest): boolean {
  return headers
    .filter(([name]) => name.toLowerCase() === "cache-control")
    .flatMap(([, value]) => value.split(","))
    .some((directive) => directive.trim().toLowerCase() === "max-age=0");
}

/** Returns the cache key: namespace, HTTP method and the values of the declared cache-key parameters. */
function keyOf(exchange: Exchange): string {
  const { method } = exchange.match!;
  const { cacheNamespace = method.resourceId, cacheKeyParameters } = method.integration;
  const values = cacheKeyParameters.map((name) => [name, valueOf(name, method, exchange) ?? null]);
  return JSON.stringify([cacheNamespace, exchange.request.method, values]);
}

/**
 * Returns the value of a cache-key parameter. Header names are case-sensitive here (API Gateway Developer Guide,
 * "Important notes").
 */
function valueOf(parameter: string, { integration }: Method, exchange: Exchange): string | undefined {
  const source = parameter.startsWith("integration.") ? integration.requestParameters[parameter] : parameter;
  const [, header] = /^method\.request\.header\.(.+)$/.exec(source ?? "") ?? [];
  if (header !== undefined) return exchange.request.headers.findLast(([name]) => headerName(name) === header)?.[1];
  return source === undefined ? undefined : evaluateMapping(source, exchange);
}
