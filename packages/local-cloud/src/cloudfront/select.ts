import { headerOf, type HeaderLines } from "./headers";
import type { Behavior, Selection, ViewerRequest } from "./model";

/** Returns whether a selection contains a name. */
export function isSelected({ kind, names }: Selection, name: string): boolean {
  switch (kind) {
    case "all":
      return true;
    case "some":
      return names.includes(name);
    case "allExcept":
      return !names.includes(name);
    case "none":
      return false;
  }
}

/** Returns the selected parameters of a query string, as they were sent. */
export function selectQuery(query: string, selections: readonly Selection[]): string {
  if (selections.some(({ kind }) => kind === "all")) return query;
  return query
    .split("&")
    .filter((pair) => pair !== "" && selections.some((each) => isSelected(each, nameOfPair(pair))))
    .join("&");
}

function nameOfPair(pair: string): string {
  const name = pair.split("=", 1)[0]!;
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}

/** Returns the selected cookies as the value of a Cookie header; undefined if none is sent. */
export function selectCookies(headers: HeaderLines, selections: readonly Selection[]): string | undefined {
  const sent = headerOf(withSemicolons(headers), "cookie");
  if (sent === undefined) return undefined;
  const pairs = sent
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "" && selections.some((each) => isSelected(each, pair.split("=", 1)[0]!.trim())));
  return pairs.length === 0 ? undefined : pairs.join("; ");
}

/** Joins several Cookie lines as HTTP/2 does (RFC 9113, 8.2.3). */
function withSemicolons(headers: HeaderLines): HeaderLines {
  const values = headers.filter(([name]) => name.toLowerCase() === "cookie").map(([, value]) => value);
  return values.length === 0 ? [] : [["cookie", values.join("; ")]];
}

/**
 * Returns the Accept-Encoding of the cache key and the origin request; undefined to send none (CloudFront Developer
 * Guide, "Compressed objects").
 */
export function normalizedEncoding(headers: HeaderLines, { gzip, brotli }: Behavior["cache"]): string | undefined {
  const accepted = (headerOf(headers, "accept-encoding") ?? "").toLowerCase();
  const accepts = (coding: string) =>
    accepted.split(",").some((each) => {
      const [name = "", quality = ""] = each.split(";").map((part) => part.trim());
      return name === coding && !/^q=0(?:\.0*)?$/.test(quality);
    });
  const codings = [...(brotli && accepts("br") ? ["br"] : []), ...(gzip && accepts("gzip") ? ["gzip"] : [])];
  return codings.length === 0 ? undefined : codings.join(",");
}

/** Returns the path of a request, with the part of its query string that the cache key contains. */
export function cacheTarget({ uri, query }: ViewerRequest, { cache }: Behavior): string {
  const selected = selectQuery(query, [cache.queryStrings]);
  return selected === "" ? uri : `${uri}?${selected}`;
}

/**
 * Returns a text that is equal for requests that share a cached answer.
 *
 * @param viewerHeaders precede headers of the same names in the request.
 */
export function cacheKey(
  request: ViewerRequest,
  { cache, pathPattern, originId }: Behavior,
  viewerHeaders: HeaderLines,
): string {
  const { headers, cookies, queryStrings } = cache;
  const keyed = headers.kind === "some" ? headers.names : [];
  return JSON.stringify([
    pathPattern,
    originId,
    request.method === "OPTIONS" ? "OPTIONS" : "GET",
    request.uri,
    selectQuery(request.query, [queryStrings]),
    keyed.map((name) => headerOf(viewerHeaders, name) ?? headerOf(request.headers, name) ?? null),
    selectCookies(request.headers, [cookies]) ?? null,
    normalizedEncoding(request.headers, cache) ?? null,
  ]);
}
