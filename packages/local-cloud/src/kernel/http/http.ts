import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isIPv4 } from "node:net";

/** The client ended its request before it was complete. */
export class RequestAborted extends Error {
  override readonly name = "RequestAborted";
}

/** The request body exceeds the reader's limit. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads the body of a request.
 *
 * @param maxBytes limit of the body. A larger Content-Length is rejected before reading.
 * @throws BodyTooLarge
 * @throws RequestAborted if the client disconnects.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new BodyTooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isSettled = false;
    const refuse = (error: Error) => {
      isSettled = true;
      reject(error);
    };
    const abort = () => {
      if (!isSettled) refuse(new RequestAborted());
    };
    request.on("data", (chunk: Buffer) => {
      if (isSettled) return;
      bytes += chunk.length;
      if (bytes > maxBytes) refuse(new BodyTooLarge());
      else chunks.push(chunk);
    });
    request.on("end", () => {
      isSettled = true;
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    // Without a listener, the error of a client that disconnects would end the process.
    request.on("error", abort);
    request.on("close", abort);
  });
}

/** Milliseconds before the connection closes, in which a client that is still sending can read its response. */
const lingerMillis = 1_000;

/** Closes the connection after the response and discards what the client still sends. */
export function endAfter(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), lingerMillis).unref();
  request.socket.once("close", () => clearTimeout(timer));
}

export interface RequestHandlers {
  /** Answers a request. It may leave the response open, for a stream of events. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers a request whose body exceeds the limit of `readBody`. */
  readonly refuseBody: (response: ServerResponse) => void;
  /** Reports any other error of `serve`; such an error is a defect of the local cloud. */
  readonly report: (error: unknown) => void;
  /** Answers a request that failed because of a defect. */
  readonly answerDefect: (response: ServerResponse) => void;
}

/** Returns a listener for an HTTP server that completes every request, even if a handler throws. */
export function handleRequests(handlers: RequestHandlers): RequestListener {
  return (request, response) => {
    // Without a listener, the error of a client that disconnects would end the process.
    response.on("error", ignore);
    void completeRequest(request, response, handlers);
  };
}

function ignore(): void {}

async function completeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: RequestHandlers,
): Promise<void> {
  try {
    await handlers.serve(request, response);
  } catch (error) {
    try {
      endFailedRequest(request, response, { ...handlers, error });
    } catch {
      response.destroy();
    }
  }
}

/** Completes a request whose handler threw. @throws any error of a handler. */
function endFailedRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { error, refuseBody, report, answerDefect }: RequestHandlers & { readonly error: unknown },
): void {
  if (error instanceof RequestAborted) {
    response.destroy();
  } else if (error instanceof BodyTooLarge) {
    endAfter(request, response);
    refuseBody(response);
  } else {
    report(error);
    // After the headers are sent, only a broken connection shows the client that the response is incomplete.
    if (response.headersSent) response.destroy();
    else answerDefect(response);
  }
}

/**
 * Returns the path and query of a request target: `/path` for `http://host/path` (RFC 9112, 3.2.2). It decodes nothing
 * and keeps `..` segments.
 */
export function originForm(target: string): string {
  const [, path = target] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(.*)$/i.exec(target) ?? [];
  return path.startsWith("?") || path === "" ? `/${path}` : path;
}

/** Returns true for loopback addresses and the private addresses of RFC 1918. */
export function isLocalHost(hostname: string): boolean {
  if (/^(?:localhost|.*\.localhost|\[::1\])$/.test(hostname)) return true;
  return isIPv4(hostname) && /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(hostname);
}

const ownNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Returns whether a Host header names this listener. In a DNS-rebinding attack, a page sends the name of another site.
 *
 * @param listensOn the address that the listener is bound to.
 */
export function isForThisHost(host: string | undefined, listensOn: string): boolean {
  // Only HTTP/1.0 clients omit the header; browsers always send it.
  if (host === undefined) return true;
  const name = host.toLowerCase().replace(/:\d+$/, "");
  const shown = listensOn.includes(":") ? `[${listensOn}]` : listensOn;
  if (ownNames.includes(name) || name === shown.toLowerCase()) return true;
  const everyAddress = ["0.0.0.0", "::"].includes(listensOn);
  return everyAddress && /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/.test(name);
}

/** Returns the header lines as received; repeated headers stay separate. */
export function headerLines({
  rawHeaders,
}: Pick<IncomingMessage, "rawHeaders">): (readonly [name: string, value: string])[] {
  const lines: (readonly [string, string])[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push([rawHeaders[at]!, rawHeaders[at + 1]!]);
  return lines;
}
