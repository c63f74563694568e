import { requestHeader, type Exchange } from "./exchange";

/**
 * True if a media type is one of an API's binary media types. The configured `type/*` and `*`/`*` are wildcards. A
 * wildcard on the left only never matches (recorded: proxy-responses/binary-left-wildcard-accept).
 */
export function matchesMediaType(binaryMediaTypes: readonly string[], value: string | undefined): boolean {
  const type = value?.split(/[;,]/)[0]?.trim().toLowerCase() ?? "";
  return binaryMediaTypes.some((configured) => {
    const wanted = configured.toLowerCase();
    if (wanted === "*/*") return true;
    if (wanted.startsWith("*/")) return false;
    return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
  });
}

/**
 * Returns bytes if Accept is a binary media type of the API, or else text (API Gateway Developer Guide, "Content type
 * conversions").
 */
export function bodyForClient({ api, request }: Exchange, body: Buffer): Buffer {
  return matchesMediaType(api.binaryMediaTypes, requestHeader(request, "Accept")) ? body : Buffer.from(body.toString());
}
