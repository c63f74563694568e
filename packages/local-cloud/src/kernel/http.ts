import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** How a client's request ended before it was there. */
export class RequestAborted extends Error {
  override readonly name = "RequestAborted";
}

/** A body that is longer than who reads it takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads a request's body.
 *
 * @param maxBytes reading ends there, and before the first byte where Content-Length already says more.
 * @throws BodyTooLarge
 * @throws RequestAborted when the client leaves.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new BodyTooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (act: () => void) => {
      request.off("data", take);
      act();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) settle(() => reject(new BodyTooLarge()));
      else chunks.push(chunk);
    };
    request.on("data", take);
    request.once("end", () => settle(() => resolve(Buffer.concat(chunks))));
    // A client that leaves is no error of anybody here; without a listener it would be one of the process.
    request.once("error", () => settle(() => reject(new RequestAborted())));
    request.once("close", () => settle(() => reject(new RequestAborted())));
  });
}

/** Milliseconds for which a client that is still sending may read its refusal before the connection ends. */
const lingerMillis = 1_000;

/** Ends the connection behind an answer, though the client may be sending: what it still sends goes nowhere. */
export function endAfter(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), lingerMillis).unref();
  request.socket.once("close", () => clearTimeout(timer));
}

export interface RequestHandlers {
  /** Answers a request, or leaves it open on purpose, as a stream of events. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers a request with a body above the limit of `readBody`. */
  readonly refuseBody: (response: ServerResponse) => void;
  /** Reports whatever else `serve` throws: a defect of the local cloud. */
  readonly report: (error: unknown) => void;
  /** Answers a request that met a defect. */
  readonly answerDefect: (response: ServerResponse) => void;
}

/** The handler of a server's requests. It ends every request, whatever the handlers throw. */
export function endingEach(handlers: RequestHandlers): RequestListener {
  return (request, response) => {
    // A client that closes its connection is no defect; without a listener the event would end the process.
    response.on("error", () => undefined);
    const served = Promise.resolve().then(() => handlers.serve(request, response));
    served
      .catch((error: unknown) => endFailed(request, response, { ...handlers, error }))
      .catch(() => response.destroy());
  };
}

/** @throws whatever a handler throws */
function endFailed(
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
    // A head that has been sent cannot be taken back: the client sees a broken connection, not a whole answer.
    if (response.headersSent) response.destroy();
    else answerDefect(response);
  }
}

/**
 * The path and query of a request, in which `http://host/path` is `/path` (RFC 9112, 3.2.2). Nothing is decoded, and no
 * `..` is resolved.
 */
export function originForm(target: string): string {
  const [, path = target] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(.*)$/i.exec(target) ?? [];
  return path.startsWith("?") || path === "" ? `/${path}` : path;
}

const ownNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request is for this listener by a name of its own. A page of another site that makes its name lead here
 * (DNS rebinding) sends that name.
 *
 * @param listensOn the address that the listener is bound to.
 */
export function isForThisHost(host: string | undefined, listensOn: string): boolean {
  // Only HTTP/1.0 clients leave it out, and no browser is one.
  if (host === undefined) return true;
  const name = host.toLowerCase().replace(/:\d+$/, "");
  const shown = listensOn.includes(":") ? `[${listensOn}]` : listensOn;
  if (ownNames.includes(name) || name === shown.toLowerCase()) return true;
  const everyAddress = ["0.0.0.0", "::"].includes(listensOn);
  return everyAddress && /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/.test(name);
}

/** Values of a header as they came, each line for itself. */
export function headerLines({ rawHeaders }: IncomingMessage): (readonly [name: string, value: string])[] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, i) => [rawHeaders[2 * i]!, rawHeaders[2 * i + 1]!] as const);
}
