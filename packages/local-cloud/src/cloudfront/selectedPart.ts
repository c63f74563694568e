import { headerOf, withHeader, withoutHeaders, type HeaderLines } from "./headers";
import type { EdgeAnswer, ViewerRequest } from "./model";

/** A whole answer with its bytes. */
export interface WholeAnswer extends EdgeAnswer {
  readonly body: Buffer;
}

/**
 * Returns the part of a whole answer that a viewer asks for: nothing if the viewer has it already, or a range of bytes
 * (RFC 9110, 13.1 and 14.2; CloudFront Developer Guide, "How CloudFront processes partial requests for an object").
 */
export function selected(request: ViewerRequest, whole: WholeAnswer): EdgeAnswer {
  if (whole.status !== 200) return whole;
  if (isKnown(request.headers, whole.headers)) {
    const kept = withoutHeaders(whole.headers, ["content-length", "content-type", "content-encoding"]);
    return { status: 304, headers: kept, body: Buffer.alloc(0) };
  }
  const range = headerOf(request.headers, "range");
  if (request.method !== "GET" || range === undefined || !isCurrent(request.headers, whole.headers)) return whole;
  return rangeOf(range, whole);
}

function isKnown(asked: HeaderLines, answered: HeaderLines): boolean {
  const tags = headerOf(asked, "if-none-match");
  const eTag = headerOf(answered, "etag");
  if (tags !== undefined) return tags.split(",").some((each) => isSameTag(each.trim(), eTag));
  const since = Date.parse(headerOf(asked, "if-modified-since") ?? "");
  return since >= Date.parse(headerOf(answered, "last-modified") ?? "");
}

function isSameTag(asked: string, eTag: string | undefined): boolean {
  if (eTag === undefined) return false;
  return asked === "*" || asked.replace(/^W\//, "") === eTag.replace(/^W\//, "");
}

/** Returns whether If-Range, a strong entity tag or a date, allows a part. */
function isCurrent(asked: HeaderLines, answered: HeaderLines): boolean {
  const condition = headerOf(asked, "if-range");
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === headerOf(answered, "etag");
  return condition === headerOf(answered, "last-modified");
}

/** Returns one range. Several ranges, and malformed ones, get the whole answer. */
function rangeOf(range: string, { headers, body, ...rest }: WholeAnswer): EdgeAnswer {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range.replaceAll(" ", "")) ?? [];
  const whole = { ...rest, headers, body };
  if (from === "" && to === "") return whole;
  const first = from === "" ? Math.max(0, body.length - Number(to)) : Number(from);
  const last = from === "" || to === "" ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return whole;
  if (first >= body.length || (from === "" && Number(to) === 0)) {
    const unsatisfied = withHeader(
      withoutHeaders(headers, ["content-length"]),
      "Content-Range",
      `bytes */${body.length}`,
    );
    return { status: 416, headers: unsatisfied, body: Buffer.alloc(0) };
  }
  const part = body.subarray(first, last + 1);
  const sized = withHeader(withoutHeaders(headers, ["content-length"]), "Content-Length", String(part.length));
  return {
    status: 206,
    headers: withHeader(sized, "Content-Range", `bytes ${first}-${last}/${body.length}`),
    body: part,
  };
}
