import { compressed, dropBody, readUpTo } from "./bodies";
import { maxEntryBytes, type CachedAnswer } from "./cacheStore";
import { EdgeError } from "./errorPage";
import type { Exchange, Outcome } from "./exchange";
import { fetchOrigin, type Fetched } from "./fetchOrigin";
import { canRevalidate, errorTtlOf, staleTimesOf, ttlOf } from "./freshness";
import { headerOf, withoutHeaders, type HeaderLines } from "./headers";
import type { EdgeAnswer, ViewerRequest } from "./model";
import { cacheKey, cacheTarget } from "./select";
import { selected } from "./selectedPart";

/** Answers a request from the cache, or from the origin. @throws EdgeError if the origin does not answer. */
export async function lookUp(exchange: Exchange, request: ViewerRequest): Promise<Outcome> {
  const { behavior, cache, run, viewerHeaders } = exchange;
  const isCached = behavior.cachedMethods.includes(request.method) && behavior.cache.maxTtl > 0;
  if (!isCached) return outcomeOf(await fetchOrigin(exchange, request));
  const key = cacheKey(request, behavior, viewerHeaders);
  const found = cache.get(key);
  if (found === undefined) return fetchAndStore(exchange, request, { key });
  if (cache.isFresh(found)) return hit(exchange, request, found);
  const { whileRevalidating } = staleTimesOf(found);
  if (run.clock.now() < found.expiresAt + whileRevalidating * 1_000) {
    cache.refresh(key, async () => dropBody((await fetchAndStore(exchange, request, { key, found })).answer));
    return hit(exchange, request, found);
  }
  return fetchAndStore(exchange, request, { key, found });
}

/** Fetches an answer, and stores it. @param found the expired answer, which the origin can confirm */
async function fetchAndStore(
  exchange: Exchange,
  request: ViewerRequest,
  { key, found }: { readonly key: string; readonly found?: CachedAnswer | undefined },
): Promise<Outcome> {
  try {
    const fetched = await fetchOrigin(exchange, request, found === undefined ? [] : validatorsOf(found));
    if (fetched.notModified && found !== undefined) return refreshed(exchange, request, { key, found, fetched });
    if (found !== undefined && fetched.answer.status >= 500 && isUsableOnError(found, exchange)) {
      dropBody(fetched.answer);
      return { answer: selected(request, found), result: "RefreshHit" };
    }
    return outcomeOf({ ...fetched, answer: await store(exchange, request, { key, answer: fetched.answer }) });
  } catch (error) {
    if (!(error instanceof EdgeError) || !error.isOfOrigin) throw error;
    if (found !== undefined && isUsableOnError(found, exchange)) {
      return { answer: selected(request, found), result: "RefreshHit" };
    }
    storeError(exchange, request, { key, error });
    throw error;
  }
}

/**
 * Returns whether an expired answer replaces an error of the origin (CloudFront Developer Guide, "How CloudFront processes
 * HTTP 4xx and 5xx status codes from your origin"). Only `stale-if-error` limits the time.
 */
function isUsableOnError(found: CachedAnswer, { run }: Exchange): boolean {
  const { onError } = staleTimesOf(found);
  return found.status < 400 && run.clock.now() < found.expiresAt + onError * 1_000;
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
  const isRevalidated = ttl === 0 && rules.minTtl === 0 && canRevalidate(answer, now);
  // An answer to HEAD has no body for later GET requests.
  if ((ttl <= 0 && !isRevalidated) || request.method === "HEAD") return answer;
  const body = await readUpTo(answer.body, maxEntryBytes);
  if (Buffer.isBuffer(body)) {
    const { status, headers } = answer;
    const times = { storedAt: now, expiresAt: now + ttl * 1_000 };
    const target = cacheTarget(request, behavior);
    cache.set(key, { target, status, headers, body, originStatus: status, ...times });
  }
  return { ...answer, body };
}

/** Keeps the error for an origin that did not answer, as long as an error that it answers. */
function storeError(
  { behavior, cache, distribution, run }: Exchange,
  request: ViewerRequest,
  { key, error }: { readonly key: string; readonly error: EdgeError },
): void {
  const now = run.clock.now();
  const { status } = error;
  const custom = distribution.errorResponses.find(({ errorCode }) => errorCode === status);
  const unanswered = { target: cacheTarget(request, behavior), status, headers: [], body: Buffer.alloc(0) };
  const ttl = errorTtlOf(unanswered, { rules: behavior.cache, custom, now });
  if (ttl > 0)
    cache.set(key, { ...unanswered, error, originStatus: status, storedAt: now, expiresAt: now + ttl * 1_000 });
}

/** @throws EdgeError that is stored. */
function hit({ run }: Exchange, request: ViewerRequest, found: CachedAnswer): Outcome {
  if (found.error !== undefined) throw repeated(found.error, (found.expiresAt - run.clock.now()) / 1_000);
  const age = Math.max(0, Math.floor((run.clock.now() - found.storedAt) / 1_000));
  const result = found.status >= 400 ? "Error" : "Hit";
  return { answer: selected(request, found), result, age };
}

function repeated({ status, message, details }: EdgeError, seconds: number): EdgeError {
  const reason = `${details.reason ?? message} (CloudFront keeps this error for another ${Math.ceil(seconds)} s)`;
  return new EdgeError(status, message, { ...details, reason });
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
  return { answer: selected(request, entry), result: "RefreshHit" };
}

/** Returns the headers with which the origin can confirm a stored answer. */
function validatorsOf({ headers }: CachedAnswer): HeaderLines {
  const [eTag, modified] = [headerOf(headers, "etag"), headerOf(headers, "last-modified")];
  if (eTag !== undefined) return [["If-None-Match", eTag]];
  return modified === undefined ? [] : [["If-Modified-Since", modified]];
}
