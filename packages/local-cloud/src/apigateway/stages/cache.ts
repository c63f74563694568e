import { GatewayError } from "../exchange/errors";
import type { Exchange, GatewayAnswer, GatewayRequest } from "../exchange/exchange";
import { mappedValue } from "../exchange/mappings";
import type { Caching, Method } from "../declared/model";
import { headerName } from "../integrations/proxyEvent";
import type { KeptAnswers, StageCaches } from "./stageCaches";

/** Seconds, where no settings say any (API Gateway Developer Guide, "Cache settings for REST APIs"). */
const usualTtl = 300;

/**
 * Gives what the stage has kept of the same request, or asks the integration and keeps what it answers, whatever its
 * status; what the gateway refuses is not kept. Nobody may ask for a fresh answer where that needs a permission, because
 * signatures are not emulated.
 *
 * @throws GatewayError ACCESS_DENIED for who asks all the same, where the settings say so.
 */
export async function throughCache(
  exchange: Exchange,
  caches: StageCaches,
  integrate: () => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  const cache = caches.find(exchange.api.id, exchange.stage.name);
  if (cache === undefined) return integrate();
  const { enabled, ttlSeconds, needsPermission, refusal } = cachingOf(exchange);
  if (!enabled || ttlSeconds <= 0) return integrate();
  exchange.decisions.enter("cache");
  const wantsFresh = asksForFresh(exchange.request);
  const ignored = wantsFresh && needsPermission;
  if (ignored && refusal === "FAIL_WITH_403") {
    throw new GatewayError("ACCESS_DENIED", "Unauthorized", { reason: "nobody may ask the cache for a fresh answer" });
  }
  const answer = await keptOrNew(exchange, { cache, ttlSeconds, fresh: wantsFresh && !ignored }, integrate);
  if (!ignored || refusal === "SUCCEED_WITHOUT_RESPONSE_HEADER") return answer;
  return { ...answer, headers: [...answer.headers, ["Warning", ignoredWarning]] };
}

const ignoredWarning = "199 Cache-control headers were ignored because the caller was unauthorized.";

async function keptOrNew(
  exchange: Exchange,
  { cache, ttlSeconds, fresh }: { readonly cache: KeptAnswers; readonly ttlSeconds: number; readonly fresh: boolean },
  integrate: () => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  const key = keyOf(exchange);
  const known = fresh ? undefined : cache.find(key);
  exchange.cache = known === undefined ? "miss" : "hit";
  if (known !== undefined) {
    exchange.decisions.passed(`from the cache, as for ${Math.ceil(known.leftMillis / 1000)} s more`);
    return known.answer;
  }
  exchange.decisions.passed(fresh ? "the client wants a fresh answer" : "holds no answer yet");
  const answer = await integrate();
  // A cache keeps no streams (API Gateway Developer Guide, "Stream the integration response").
  if (answer.rest !== undefined) return answer;
  // The trace is of this request alone.
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== "x-amzn-trace-id");
  cache.keep(key, { ...answer, headers }, ttlSeconds);
  return answer;
}

/** A method's own settings before those of all methods, which let GET alone be kept. */
function cachingOf({ stage, match, request }: Exchange) {
  const methods = stage.cache?.methods ?? {};
  const { resourcePath, httpMethod } = match!.method;
  const path = resourcePath.replace(/^\//, "");
  const own: Partial<Caching> = methods[`${path}/${request.method}`] ?? methods[`${path}/${httpMethod}`] ?? {};
  const all: Partial<Caching> = methods["*/*"] ?? {};
  return {
    enabled: own.enabled ?? (request.method === "GET" && all.enabled === true),
    ttlSeconds: own.ttlSeconds ?? all.ttlSeconds ?? usualTtl,
    needsPermission: own.needsPermission ?? all.needsPermission ?? true,
    refusal: own.refusal ?? all.refusal ?? "SUCCEED_WITH_RESPONSE_HEADER",
  };
}

function asksForFresh({ headers }: GatewayRequest): boolean {
  return headers
    .filter(([name]) => name.toLowerCase() === "cache-control")
    .flatMap(([, value]) => value.split(","))
    .some((directive) => directive.trim().toLowerCase() === "max-age=0");
}

/** Two requests are the same when their namespace, method and declared parameters are. */
function keyOf(exchange: Exchange): string {
  const { method } = exchange.match!;
  const { cacheNamespace = method.resourceId, cacheKeyParameters } = method.integration;
  const values = cacheKeyParameters.map((name) => [name, valueOf(name, method, exchange) ?? null]);
  return JSON.stringify([cacheNamespace, exchange.request.method, values]);
}

/** Headers by their exact name (API Gateway Developer Guide, "Important notes"); what a mapping fills, as it fills it. */
function valueOf(parameter: string, { integration }: Method, exchange: Exchange): string | undefined {
  const source = parameter.startsWith("integration.") ? integration.requestParameters[parameter] : parameter;
  const [, header] = /^method\.request\.header\.(.+)$/.exec(source ?? "") ?? [];
  if (header !== undefined) return exchange.request.headers.findLast(([name]) => headerName(name) === header)?.[1];
  return source === undefined ? undefined : mappedValue(source, exchange);
}
