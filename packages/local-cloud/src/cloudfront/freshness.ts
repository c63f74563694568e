import { headerOf } from "./headers";
import type { CacheRules, EdgeAnswer, ErrorResponse } from "./model";

/** Seconds for which CloudFront keeps an error by default (CloudFront API reference, CustomErrorResponse). */
const defaultErrorTtl = 10;

/**
 * Statuses of errors that CloudFront keeps without Cache-Control, and those that it keeps only with it or with an entry
 * of `customErrorResponses` (CloudFront Developer Guide, "HTTP 4xx and 5xx status codes that CloudFront caches").
 */
const keptErrors = [404, 414, 500, 501, 502, 503, 504];
const keptErrorsIfAsked = [400, 403, 405, 412, 415];

/** Statuses of successful answers and redirects that the cache keeps. 302 and 307 require Cache-Control or Expires. */
const kept = [200, 203, 300, 301, 308];
const keptIfAsked = [302, 303, 307];

interface Directives {
  readonly forbids: boolean;
  /** Seconds; undefined if the answer states no time. */
  readonly age: number | undefined;
}

/** Returns what Cache-Control and Expires ask of a shared cache. `s-maxage` precedes `max-age`, which precedes Expires. */
function directivesOf({ headers }: EdgeAnswer, now: number): Directives {
  const control = (headerOf(headers, "cache-control") ?? "").toLowerCase();
  const parts = control.split(",").map((part) => part.trim());
  const forbids = parts.some((part) => /^(?:no-cache|no-store|private)(?:=|$)/.test(part));
  const seconds = (name: string) => {
    const found = parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
    return found === undefined || !/^"?\d+"?$/.test(found) ? undefined : Number(found.replaceAll('"', ""));
  };
  const expires = Date.parse(headerOf(headers, "expires") ?? "");
  const fromExpires = Number.isNaN(expires) ? undefined : Math.max(0, Math.floor((expires - now) / 1_000));
  return { forbids, age: seconds("s-maxage") ?? seconds("max-age") ?? fromExpires };
}

/** Seconds after the expiry for which an answer is used (RFC 5861; CloudFront Developer Guide, "Serve stale (expired) content"). */
export interface StaleTimes {
  /** While the origin is asked again in the background. */
  readonly whileRevalidating: number;
  /** In place of an error of the origin; no limit unless the answer states one. */
  readonly onError: number;
}

export function staleTimesOf({ headers }: Pick<EdgeAnswer, "headers">): StaleTimes {
  const control = (headerOf(headers, "cache-control") ?? "").toLowerCase();
  const seconds = (name: string) => new RegExp(`(?:^|[,\\s])${name}=(\\d+)`).exec(control)?.[1];
  return {
    whileRevalidating: Number(seconds("stale-while-revalidate") ?? 0),
    onError: Number(seconds("stale-if-error") ?? Infinity),
  };
}

/** Returns whether the origin can confirm an answer that expires at once, so that the cache keeps it. */
export function canRevalidate(answer: EdgeAnswer, now: number): boolean {
  const hasValidator = ["etag", "last-modified"].some((name) => headerOf(answer.headers, name) !== undefined);
  return kept.includes(answer.status) && hasValidator && !directivesOf(answer, now).forbids;
}

/**
 * Returns for how many seconds the cache keeps an answer; 0 if it keeps none (CloudFront Developer Guide, "Manage how
 * long content stays in the cache").
 *
 * @param now epoch milliseconds.
 */
export function ttlOf(answer: EdgeAnswer, rules: CacheRules, now: number): number {
  const { minTtl, defaultTtl, maxTtl } = rules;
  const { forbids, age } = directivesOf(answer, now);
  const isKept = kept.includes(answer.status) || (keptIfAsked.includes(answer.status) && age !== undefined);
  if (!isKept) return 0;
  // A minimum above 0 applies even if the origin forbids caching.
  if (forbids) return minTtl;
  return age === undefined ? defaultTtl : Math.min(Math.max(age, minTtl), maxTtl);
}

/** Returns for how many seconds the cache keeps an error of the origin. A disabled cache keeps none. */
export function errorTtlOf(
  answer: EdgeAnswer,
  {
    rules,
    custom,
    now,
  }: { readonly rules: CacheRules; readonly custom: ErrorResponse | undefined; readonly now: number },
): number {
  if (rules.maxTtl === 0) return 0;
  const { forbids, age } = directivesOf(answer, now);
  const asks = keptErrorsIfAsked.includes(answer.status) && (age !== undefined || custom !== undefined);
  if (!keptErrors.includes(answer.status) && !asks) return 0;
  const minimum = custom?.cachingMinTtl ?? defaultErrorTtl;
  if (forbids || age === undefined) return minimum;
  return Math.max(minimum, Math.min(age, rules.maxTtl));
}
