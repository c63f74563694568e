import { request as httpRequest, type IncomingMessage } from "node:http";
import { headerLines } from "../kernel/http/http";
import { EdgeError } from "./errorPage";
import { withHeader, withoutHeaders, hopByHop, type HeaderLines } from "./headers";
import type { EdgeAnswer, ViewerRequest } from "./model";

export interface OriginTarget {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Host header if the request has none. */
  readonly host: string;
  readonly path: string;
  readonly customHeaders: HeaderLines;
  /** Seconds until the answer must begin. */
  readonly readTimeout: number;
}

/** Sends a request to an origin. @throws EdgeError if the origin does not answer. */
export async function callOrigin(request: ViewerRequest, target: OriginTarget): Promise<EdgeAnswer> {
  const query = request.query === "" ? "" : `?${request.query}`;
  const url = `${target.url}${target.path}${request.uri}${query}`;
  // A header that the origin configures replaces the viewer's (CloudFront Developer Guide, "Add custom headers to
  // origin requests").
  let headers = request.headers;
  for (const [name, value] of target.customHeaders) headers = withHeader(headers, name, value);
  if (!headers.some(([name]) => name.toLowerCase() === "host")) headers = withHeader(headers, "Host", target.host);
  const response = await send(url, { ...request, headers }, target);
  return {
    status: response.statusCode ?? 502,
    headers: withoutHeaders(headerLines(response), hopByHop),
    body: response,
  };
}

async function send(
  url: string,
  request: ViewerRequest,
  { readTimeout, host }: OriginTarget,
): Promise<IncomingMessage> {
  const { request: begin } = url.startsWith("https:") ? await import("node:https") : { request: httpRequest };
  const length = request.body.length === 0 ? [] : [["Content-Length", String(request.body.length)] as const];
  const lines = [...withoutHeaders(request.headers, ["content-length"]), ...length];
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(connectionError(host, error));
    const sent = begin({
      hostname,
      port,
      path: url.slice(url.indexOf("/", url.indexOf("//") + 2)) || `${pathname}${search}`,
      method: request.method,
      headers: lines.flat() as unknown as Record<string, string>,
    });
    const timer = setTimeout(() => {
      reject(timeoutError(host, readTimeout));
      sent.destroy();
    }, readTimeout * 1_000).unref();
    sent
      .on("response", (response) => {
        clearTimeout(timer);
        resolve(response);
      })
      .on("upgrade", (_, socket) => {
        socket.destroy();
        fail(new Error("the origin switched protocols"));
      })
      .on("error", fail)
      .on("close", () => clearTimeout(timer))
      .end(request.body);
  });
}

function connectionError(host: string, error: Error): EdgeError {
  const reason = `${host}: ${error.message}`;
  return new EdgeError(502, "CloudFront wasn't able to connect to the origin.", { reason });
}

function timeoutError(host: string, seconds: number): EdgeError {
  const reason = `${host} did not answer within ${seconds} s`;
  return new EdgeError(
    504,
    "CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin closed the connection.",
    { reason },
  );
}
