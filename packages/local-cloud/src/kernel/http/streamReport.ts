import type { WebAnswer } from "./webExchange";

/** Maximum bytes of a stream in the report of its request. */
const maxReportedBytes = 1_048_576;

/** Reports a streamed answer when its stream ends or breaks, with the bytes sent until then. */
export function reportAfterStream(
  answer: WebAnswer & { readonly rest: AsyncIterable<Buffer> },
  report: (whole: WebAnswer) => void,
): WebAnswer {
  return { ...answer, rest: observeStream(answer.rest, (body, length) => report({ ...answer, body, length })) };
}

async function* observeStream(
  chunks: AsyncIterable<Buffer>,
  onEnd: (body: Buffer, length: number) => void,
): AsyncGenerator<Buffer> {
  const reported: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      if (length < maxReportedBytes) reported.push(chunk.subarray(0, maxReportedBytes - length));
      length += chunk.length;
      yield chunk;
    }
  } finally {
    onEnd(Buffer.concat(reported), length);
  }
}
