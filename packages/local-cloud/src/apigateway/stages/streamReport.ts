import type { GatewayAnswer } from "../exchange/exchange";

/** Most bytes of a stream that are shown with its request. */
const mostShown = 1_048_576;

/** Reports an answer once its stream has ended, or broken off, with the bytes that were sent until then. */
export function reportedStream(
  answer: GatewayAnswer & { readonly rest: AsyncIterable<Buffer> },
  report: (whole: GatewayAnswer) => void,
): GatewayAnswer {
  return { ...answer, rest: observed(answer.rest, (body, length) => report({ ...answer, body, length })) };
}

async function* observed(
  chunks: AsyncIterable<Buffer>,
  ended: (body: Buffer, length: number) => void,
): AsyncGenerator<Buffer> {
  const shown: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      if (length < mostShown) shown.push(chunk.subarray(0, mostShown - length));
      length += chunk.length;
      yield chunk;
    }
  } finally {
    ended(Buffer.concat(shown), length);
  }
}
