import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { headerLines } from "../../kernel/http";
import { GatewayError } from "../exchange/errors";
import type { GatewayAnswer } from "../exchange/exchange";
import { answeredHeaders } from "../exchange/headerNames";
import { checkAnswerBytes } from "../stages/answerLimit";

export interface BackendRequest {
  readonly method: string;
  readonly headers: RequestOptions["headers"];
  readonly body: Buffer;
  /** Whether the answer is handed on as it comes, without a limit of its size. */
  readonly streams?: boolean;
}

/**
 * Sends a request to an HTTP backend and reads the whole answer. Trailers are dropped, and so is a body above the limit.
 *
 * @param timeoutMillis from the first byte that is sent to the last one that is received.
 * @throws GatewayError where no answer comes in time, none of HTTP comes, or one that is too large.
 */
export async function callBackend(url: URL, request: BackendRequest, timeoutMillis: number): Promise<GatewayAnswer> {
  const signal = AbortSignal.timeout(timeoutMillis);
  try {
    const response = await responseTo(url, request, signal);
    const headers = answeredHeaders(headerLines(response).filter(([name]) => name.toLowerCase() !== "keep-alive"));
    const head = { status: response.statusCode ?? 502, headers };
    if (request.streams === true) return { ...head, body: Buffer.alloc(0), rest: streamOf(response, signal) };
    const body = await bodyOf(response);
    // A body whose length is not declared ends like a whole one when the signal closes the connection.
    signal.throwIfAborted();
    return { ...head, body };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const reason = signal.aborted ? `no answer in ${timeoutMillis} ms` : `${url.host}: ${(error as Error).message}`;
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
    // Node.js hands the connection over after a 101, and after any answer to CONNECT: no response follows.
    const handedOver = ({ statusCode }: IncomingMessage, socket: { destroy(): void }) => {
      socket.destroy();
      reject(new Error(`it answers ${statusCode} and changes the protocol`));
    };
    request(url, { method, headers: { ...(headers as object), ...length }, signal })
      .on("response", resolve)
      .on("upgrade", handedOver)
      .on("connect", handedOver)
      .on("error", reject)
      .on("close", () => reject(new Error("it closes the connection without an answer")))
      .end(body);
  });
}

/** @throws where the connection breaks, or the time is over, before the last byte. */
async function* streamOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer> {
  yield* response as AsyncIterable<Buffer>;
  // A body whose length is not declared ends like a whole one when the signal closes the connection.
  signal.throwIfAborted();
}

/** @throws GatewayError for a body above API Gateway's limit, which is not read to its end. */
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

/** The length that an answer with a body declares. */
function declaredLength({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}
