import { once } from "node:events";
import type { Writable } from "node:stream";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { openTables } from "../tables/open";
import { bodyText, type Answer } from "./answers";
import { responder, type CallbackFactory, type Handler } from "./handler";

/** The global object of Lambda's runtime that streams answers. */
interface Runtime {
  streamifyResponse(handler: (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>): Handler;
  readonly HttpResponseStream: { from(stream: Writable, metadata: object): Writable };
}

type Chunks = AsyncIterator<string | Uint8Array>;

/**
 * Returns the Lambda handler of a route whose answers are streamed (Lambda Developer Guide, "Response streaming for
 * Lambda functions").
 *
 * It waits for the first chunk before it sends the status. An error until then becomes an ordinary answer. A later error
 * is logged and rethrown, which breaks the connection: otherwise the client would take the answer for complete. The log
 * line is written at the end, so its duration is that of the whole stream.
 *
 * Lambda does not inform a function that its client has left (API Gateway Developer Guide, "Stream the integration
 * response"). The function then continues until its timeout. If the stream is closed, the iterator is ended, and its
 * `finally` blocks run.
 *
 * @throws Error at the first byte if the body is neither chunks, bytes nor text.
 */
export function streamingHandler(
  declaration: string,
  callbackFactory: CallbackFactory,
  open?: typeof openTables,
): Handler {
  const respond = responder(declaration, callbackFactory, open);
  const { awslambda } = globalThis as unknown as { awslambda: Runtime };

  /** First chunks, keyed by the iterator that continues each of them. */
  const begun = new WeakMap<object, IteratorResult<string | Uint8Array>>();

  /** Reads the first chunk, so that its errors are those of the callback. */
  const begin = async (answer: Answer): Promise<Answer> => {
    const { body } = answer;
    if (typeof body !== "object" || body === null || !(Symbol.asyncIterator in body)) return answer;
    const chunks = (body as AsyncIterable<string | Uint8Array>)[Symbol.asyncIterator]();
    begun.set(chunks, await chunks.next());
    return { ...answer, body: chunks };
  };

  return awslambda.streamifyResponse(async (event, responseStream) => {
    const { statusCode, headers, body, contentType, log } = await respond(event, begin);
    const first = begun.get(Object(body) as object);
    const whole = first !== undefined ? "" : body instanceof Uint8Array ? body : bodyText(body, contentType);
    const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode, headers });
    try {
      // The runtime writes the metadata before the first bytes, also if there are none.
      stream.write(whole);
      if (first !== undefined) await send(stream, body as Chunks, first);
    } catch (error) {
      log(error as Error);
      throw error;
    }
    stream.end();
    log();
  });
}

async function send(stream: Writable, chunks: Chunks, first: IteratorResult<string | Uint8Array>): Promise<void> {
  let isDone = false;
  try {
    for (let chunk = first; !(isDone = chunk.done === true); chunk = await chunks.next()) {
      if (stream.destroyed || (!stream.write(chunk.value) && (await drained(stream)) === "close")) return;
    }
  } finally {
    if (!isDone) await chunks.return?.();
  }
}

/** Waits until a stream takes more bytes, or is closed. @returns the event @throws the error of a stream that fails. */
async function drained(stream: Writable): Promise<string> {
  const ended = new AbortController();
  const { signal } = ended;
  const events = ["drain", "close"].map((event) => once(stream, event, { signal }).then(() => event));
  // The loser of the race rejects when it is aborted.
  for (const event of events) event.catch(() => undefined);
  return Promise.race(events).finally(() => ended.abort());
}
