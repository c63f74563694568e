import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { WebAnswer } from "./webExchange";

/**
 * Sends an answer in chunks, with backpressure. An error of the stream destroys the connection: if the stream ended
 * normally, the client would take the answer for complete.
 */
export async function sendStream(
  response: ServerResponse,
  { status, headers, rest }: WebAnswer & { readonly rest: AsyncIterable<Buffer> },
): Promise<void> {
  response.writeHead(status, headers.flat());
  response.flushHeaders();
  // The source of the stream reports the error.
  await pipeline(rest, response).catch(() => response.destroy());
}
