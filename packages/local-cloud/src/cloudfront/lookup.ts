import { compressed, readUpTo } from "./bodies";
import { maxEntryBytes, type CachedAnswer } from "./cacheStore";
import type { Exchange, Outcome } from "./exchange";
import { fetchOrigin, type Fetched } from "./fetchOrigin";
import { errorTtlOf, ttlOf } from "./freshness";
import { headerOf, withoutHeaders, type HeaderLines } from "./headers";
import type { EdgeAnswer, ViewerRequest } from "./model";
import { cacheKey } from "./select";

/** Answers a request from the cache, or from the origin. @throws EdgeError if the origin does not answer. */
export async function lookUp(exchange: Exchange, request: ViewerRequest): Promise<Outcome> {
  const { behavior, cache } = exchange;
  const isCached = behavior.cachedMethods.includes(request.method) && behavior.cache.maxTtl > 0;
  if (!isCached) return outcomeOf(await fetchOrigin(exchange, request));
  const key = cacheKey(request, behavior);
  const found = cache.get(key);
  if (found !== undefined && cache.isFresh(found)) return hit(exchange, request, found);
  const fetched = await fetchOrigin(exchange, request, found === undefined ? [] : validatorsOf(found));
  if (fetched.notModified && found !== undefined) return refreshed(exchange, request, { key, found, fetched });
  return outcomeOf({ ...fetched, answer: await store(exchange, request, { key, answer: fetched.answer }) });
}

function outcomeOf({ answer, generated }: Fetched): Outcome {
  const result = generated ? "LambdaGeneratedResponse" : answer.status >= 400 ? "Error" : "Miss";
  return { answer, result, reason: headerOf(answer.headers, "x-local-reason") };
}

/** Keeps an answer if its headers and the cache policy allow it. @returns the answer to send. */
async function store(
  { behavior, cache, distribution, run }: Exchange,
  request: ViewerRequest,
  { key, answer: fetched }: { readonly key: string; readonly answer: EdgeAnswer },
): Promise<EdgeAnswer> {
  const answer = await compressed(fetched, behavior, request);
  const now = run.clock.now();
  const custom = distribution.errorResponses.find(({ errorCode }) => errorCode === answer.status);
  const rules = behavior.cache;
  const ttl = answer.status >= 400 ? errorTtlOf(answer, { rules, custom, now }) : ttlOf(answer, rules, now);
  // An answer to HEAD has no body for later GET requests.
  if (ttl <= 0 || request.method === "HEAD") return answer;
  const body = await readUpTo(answer.body, maxEntryBytes);
  if (Buffer.isBuffer(body)) {
    const { status, headers } = answer;
    const times = { storedAt: now, expiresAt: now + ttl * 1_000 };
    cache.set(key, { status, headers, body, uri: request.uri, originStatus: status, ...times });
  }
  return { ...answer, body };
}

function hit({ run }: Exchange, request: ViewerRequest, found: CachedAnswer): Outcome {
  const age = Math.max(0, Math.floor((run.clock.now() - found.storedAt) / 1_000));
  const result = found.status >= 400 ? "Error" : "Hit";
  return { answer: conditional(request, found), result, age };
}

/** Extends a stored answer that the origin has confirmed. */
function refreshed(
  { behavior, cache, run }: Exchange,
  request: ViewerRequest,
  { key, found, fetched }: { readonly key: string; readonly found: CachedAnswer; readonly fetched: Fetched },
): Outcome {
  const now = run.clock.now();
  const newer = fetched.answer.headers.filter(([name]) => /^(?:cache-control|date|expires)$/i.test(name));
  const headers = [
    ...withoutHeaders(
      found.headers,
      newer.map(([name]) => name),
    ),
    ...newer,
  ];
  const ttl = ttlOf({ ...found, headers }, behavior.cache, now);
  const entry = { ...found, headers, storedAt: now, expiresAt: now + ttl * 1_000 };
  cache.set(key, entry);
  return { answer: conditional(request, entry), result: "RefreshHit" };
}

/** Returns the headers with which the origin can confirm a stored answer. */
function validatorsOf({ headers }: CachedAnswer): HeaderLines {
  const [eTag, modified] = [headerOf(headers, "etag"), headerOf(headers, "last-modified")];
  if (eTag !== undefined) return [["If-None-Match", eTag]];
  return modified === undefined ? [] : [["If-Modified-Since", modified]];
}

/** Returns a stored answer, or 304 if the viewer has it already (RFC 9110, 13.1). */
function conditional({ headers }: ViewerRequest, found: CachedAnswer): EdgeAnswer {
  if (found.status !== 200) return found;
  const asked = headerOf(headers, "if-none-match");
  const eTag = headerOf(found.headers, "etag");
  const since = Date.parse(headerOf(headers, "if-modified-since") ?? "");
  const modified = Date.parse(headerOf(found.headers, "last-modified") ?? "");
  const isSame =
    asked === undefined ? since >= modified : asked.split(",").some((each) => isSameTag(each.trim(), eTag));
  if (!isSame) return found;
  const kept = withoutHeaders(found.headers, ["content-length", "content-type", "content-encoding"]);
  return { status: 304, headers: kept, body: Buffer.alloc(0) };
}

function isSameTag(asked: string, eTag: string | undefined): boolean {
  if (eTag === undefined) return false;
  return asked === "*" || asked.replace(/^W\//, "") === eTag.replace(/^W\//, "");
}
