/**
 * Runs inside an environment's thread: runs handlers that write their answer to a stream (aws-lambda-ric 3.3.0,
 * ResponseStream.js and HttpResponseStream.js). It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Answers, HandlerCall } from "./answering";
import type { Handler } from "./handlerFile";

/** Marks handlers that awslambda.streamifyResponse has wrapped. */
const streamed = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Separates the metadata of an HTTP answer from its body (Lambda Developer Guide, "Response streaming"). */
const delimiter = new Uint8Array(8);

type Emit = (bytes: Uint8Array, contentType: string) => void;

class ResponseStream extends Writable {
  private prelude: string | undefined;
  /** Default of Lambda's runtime (aws-lambda-ric, ResponseStream.js). */
  private contentType = "application/octet-stream";

  constructor(private readonly emitBytes: Emit) {
    super();
  }

  /** Sets the content type, which only function URLs use. */
  setContentType(type: string): void {
    this.contentType = String(type);
  }

  /** Sets the text before the first bytes. */
  startWith(prelude: string): void {
    this.prelude = prelude;
  }

  /** Writes values that are neither text nor bytes as JSON. */
  override write(chunk: unknown, ...more: unknown[]): boolean {
    const text = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return (super.write as (...all: unknown[]) => boolean)(text, ...more);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.prelude !== undefined) {
      this.emitBytes(Buffer.concat([Buffer.from(this.prelude), delimiter]), this.contentType);
      this.prelude = undefined;
    }
    // Copy, because Node.js pools small buffers in a larger one.
    this.emitBytes(Uint8Array.from(chunk), this.contentType);
    done();
  }
}

/** Defines `awslambda`, a global of Lambda's runtime. */
export function offerStreaming(): void {
  const streamifyResponse = (handler: Handler): Handler => Object.assign(handler, { [streamed]: "response" });
  const from = (stream: ResponseStream, metadata: unknown): ResponseStream => {
    stream.setContentType("application/vnd.awslambda.http-integration-response");
    stream.startWith(JSON.stringify(metadata));
    return stream;
  };
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } });
}

export function isStreaming(handler: Handler): boolean {
  return (handler as unknown as Record<symbol, unknown>)[streamed] === "response";
}

/** Answers with the handler's stream. The call ends when the stream has ended and the handler has returned. */
export async function answerByStream(
  { handler, event, context }: HandlerCall,
  answers: Pick<Answers, "succeed" | "fail">,
  emit: Emit,
): Promise<void> {
  const stream = new ResponseStream(emit);
  const ended = finished(stream);
  // A stream error that the handler handles must not fail the call.
  ended.catch(() => undefined);
  try {
    await (handler as unknown as (...given: unknown[]) => unknown)(event, stream, context);
    await ended;
    answers.succeed("");
  } catch (error) {
    answers.fail(error);
  }
}
