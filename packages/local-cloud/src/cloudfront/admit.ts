import { wildcard } from "../kernel/policies/wildcard";
import { EdgeError } from "./errorPage";
import { headerOf } from "./headers";
import type { Behavior, Distribution, EdgeAnswer, ViewerRequest } from "./model";

/** Country of a viewer on this machine. A request can choose another one with the header CloudFront-Viewer-Country. */
export const localCountry = "US";

/** Facts about the viewer that CloudFront finds out. A local client states them in the headers of the same names. */
export interface Viewer {
  /** ISO 3166-1 code of two letters. */
  readonly country: string;
  readonly protocol: "http" | "https";
}

/** Returns the facts about a viewer. Every request counts as HTTPS unless the client states HTTP. */
export function viewerOf({ headers }: ViewerRequest): Viewer {
  const country = headerOf(headers, "cloudfront-viewer-country")?.trim().toUpperCase();
  return {
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : localCountry,
    protocol: headerOf(headers, "cloudfront-forwarded-proto") === "http" ? "http" : "https",
  };
}

/** Returns the first behavior whose path pattern matches. The last one is the default and matches every path. */
export function behaviorFor({ behaviors }: Distribution, uri: string): Behavior {
  const path = uri.replace(/^\//, "");
  return behaviors.find(({ pathPattern }) => wildcard(pathPattern.replace(/^\//, "")).test(path)) ?? behaviors.at(-1)!;
}

/**
 * Checks what CloudFront checks before any function runs.
 *
 * @returns a redirect to HTTPS; undefined to continue.
 * @throws EdgeError for a request that the distribution rejects.
 */
export function admit(
  request: ViewerRequest,
  {
    distribution,
    behavior,
    viewer,
  }: { readonly distribution: Distribution; readonly behavior: Behavior; readonly viewer: Viewer },
): EdgeAnswer | undefined {
  if (!distribution.enabled) {
    throw new EdgeError(403, "Bad request.", { reason: "the distribution is disabled" });
  }
  checkLength(request);
  checkCountry(distribution, viewer.country);
  if (viewer.protocol === "http" && behavior.viewerProtocolPolicy === "https-only") {
    throw new EdgeError(403, "Bad request.", { reason: "the viewer used HTTP, and the behavior allows only HTTPS" });
  }
  if (viewer.protocol === "http" && behavior.viewerProtocolPolicy === "redirect-to-https") {
    return redirectToHttps(request, distribution);
  }
  checkMethod(request, behavior);
  return undefined;
}

/** Bytes of a URL, and of a request without its body (CloudFront Developer Guide, "General quotas on distributions"). */
const maxBytes = { url: 8_192, request: 32_768 };

/** CloudFront Developer Guide, "Request and response behavior for custom origins", "Maximum length of a request and maximum length of a URL". */
function checkLength({ method, uri, query, headers }: ViewerRequest): void {
  const target = uri.length + (query === "" ? 0 : query.length + 1);
  const url = "https://".length + (headerOf(headers, "host") ?? "").length + target;
  // Each line has a colon or a protocol, spaces and a line break.
  const lines = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  const sent = { url, request: method.length + target + " HTTP/1.1\r\n".length + 1 + lines + 2 };
  const long = (["url", "request"] as const).find((each) => sent[each] > maxBytes[each]);
  if (long === undefined) return;
  const what = long === "url" ? "URL" : "request without its body";
  throw new EdgeError(413, "Bad request.", {
    reason: `the ${what} has ${sent[long]} bytes, and CloudFront accepts ${maxBytes[long]}`,
  });
}

function checkCountry({ geo }: Distribution, country: string): void {
  if (geo.kind === "none" || geo.countries.includes(country) === (geo.kind === "whitelist")) return;
  const page = "The Amazon CloudFront distribution is configured to block access from your country.";
  throw new EdgeError(403, page, { reason: `the distribution's restrictions exclude ${country}` });
}

function checkMethod({ method, body }: ViewerRequest, { allowedMethods }: Behavior): void {
  if (!allowedMethods.includes(method)) {
    const cachable = allowedMethods.includes("POST") ? "" : " The distribution supports only cachable requests.";
    const page = `This distribution is not configured to allow the HTTP request method that was used for this request.${cachable}`;
    throw new EdgeError(403, page, { reason: `the behavior allows ${allowedMethods.join(", ")}` });
  }
  // CloudFront Developer Guide, "GET requests that include a body".
  if (method === "GET" && body.length > 0) {
    throw new EdgeError(403, "Bad request.", { reason: "CloudFront rejects GET requests with a body" });
  }
}

/** CloudFront Developer Guide, "Require HTTPS for communication between viewers and CloudFront". */
function redirectToHttps({ method, uri, query, headers }: ViewerRequest, { domainName }: Distribution): EdgeAnswer {
  const host = headerOf(headers, "host") ?? domainName;
  const target = `https://${host}${uri}${query === "" ? "" : `?${query}`}`;
  const status = method === "GET" || method === "HEAD" ? 301 : 307;
  const title = status === 301 ? "301 Moved Permanently" : "307 Temporary Redirect";
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>CloudFront</center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    headers: [
      ["Server", "CloudFront"],
      ["Content-Type", "text/html"],
      ["Location", target],
    ],
    body: Buffer.from(page),
  };
}
