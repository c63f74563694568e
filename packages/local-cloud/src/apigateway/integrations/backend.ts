import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { headerLines } from "../../kernel/http/http";
import { GatewayError } from "../exchange/errors";
import type { GatewayAnswer } from "../exchange/exchange";
import { remapHeaders } from "../exchange/headerNames";
import { checkAnswerBytes } from "../stages/answerLimit";

export interface BackendRequest {
  readonly method: string;
  readonly headers: RequestOptions["headers"];
  readonly body: Buffer;
  /** True to forward the answer as a stream, without a size limit. */
  readonly streams?: boolean;
}

/**
 * Sends a request to an HTTP backend and reads the complete answer, unless it streams. Trailers are dropped.
 *
 * @param timeoutMillis limit from the first byte sent to the last byte received.
 * @throws GatewayError if the backend sends no HTTP answer in time, or the answer is too large.
 */
export async function callBackend(url: URL, request: BackendRequest, timeoutMillis: number): Promise<GatewayAnswer> {
  const signal = AbortSignal.timeout(timeoutMillis);
  try {
    const response = await responseTo(url, request, signal);
    const headers = remapHeaders(headerLines(response).filter(([name]) => name.toLowerCase() !== "keep-alive"));
    const head = { status: response.statusCode ?? 502, headers };
    if (request.streams === true)
      return {
        ...head,
        body: Buffer.alloc(0),
        rest: Object.assign(streamOf(response, signal), { destroy: () => response.destroy() }),
      };
    const body = await bodyOf(response);
    // Without a Content-Length, a body cut off by the timeout looks complete.
    signal.throwIfAborted();
    return { ...head, body };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const reason = signal.aborted ? `no answer within ${timeoutMillis} ms` : `${url.host}: ${(error as Error).message}`;
    throw signal.aborted
      ? new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", { reason })
      : new GatewayError("INTEGRATION_FAILURE", "Network error communicating with endpoint", { status: 504, reason });
  }
}

async function responseTo(
  url: URL,
  { body, method, headers }: BackendRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { request } = url.protocol === "https:" ? await import("node:https") : { request: httpRequest };
  const length = body.length === 0 ? {} : { "content-length": body.length };
  return new Promise((resolve, reject) => {
    // After a 101 and after any answer to CONNECT, Node.js emits the socket and no response.
    const rejectSwitch = ({ statusCode }: IncomingMessage, socket: { destroy(): void }) => {
      socket.destroy();
      reject(new Error(`the backend answered ${statusCode} and switched protocols`));
    };
    request(url, { method, headers: { ...(headers as object), ...length }, signal })
      .on("response", resolve)
      .on("upgrade", rejectSwitch)
      .on("connect", rejectSwitch)
      .on("error", reject)
      .on("close", () => reject(new Error("the backend closed the connection without an answer")))
      .end(body);
  });
}

/** @throws if the connection breaks or times out before the last byte. */
async function* streamOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer> {
  yield* response as AsyncIterable<Buffer>;
  // Without a Content-Length, a body cut off by the timeout looks complete.
  signal.throwIfAborted();
}

/** Reads the body until it exceeds API Gateway's limit. @throws GatewayError for a body above the limit. */
async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    checkAnswerBytes(Math.max(bytes, declaredLength(response)));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Returns the Content-Length of an answer, or 0. */
function declaredLength({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}
