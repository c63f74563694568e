import type { IncomingMessage, ServerResponse } from "node:http";

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
