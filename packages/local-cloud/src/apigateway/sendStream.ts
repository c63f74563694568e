import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { GatewayAnswer } from "./exchange/exchange";

/**
 * Sends an answer in chunks, as they come and no faster than the client reads. What breaks the stream breaks the
 * connection: an end of the chunks would look like a whole answer.
 */
export async function sendStream(
  response: ServerResponse,
  { status, headers, rest }: GatewayAnswer & { readonly rest: AsyncIterable<Buffer> },
): Promise<void> {
  response.writeHead(status, headers.flat());
  response.flushHeaders();
  // The reason is reported by whoever broke it.
  await pipeline(rest, response).catch(() => response.destroy());
}
