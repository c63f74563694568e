/**
 * Runs inside an environment's thread: handlers that write their answer to a stream (aws-lambda-ric 3.3.0,
 * ResponseStream.js and HttpResponseStream.js). It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Answers, HandlerCall } from "./answering";
import type { Handler } from "./handlerFile";

/** Marks the handlers that awslambda.streamifyResponse has taken. */
const streamed = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Separates the metadata of an HTTP answer from its body (Lambda Developer Guide, "Response streaming"). */
const delimiter = new Uint8Array(8);

type Emit = (bytes: Uint8Array) => void;

class ResponseStream extends Writable {
  private prelude: string | undefined;

  constructor(private readonly emitBytes: Emit) {
    super();
  }

  /** Clients that call functions over HTTP see it; API Gateway does not. */
  setContentType(_type: string): void {
    return;
  }

  /** What stands before the first bytes. */
  startWith(prelude: string): void {
    this.prelude = prelude;
  }

  /** Values that are neither text nor bytes are written as JSON. */
  override write(chunk: unknown, ...more: unknown[]): boolean {
    const text = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return (super.write as (...all: unknown[]) => boolean)(text, ...more);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.prelude !== undefined) {
      this.emitBytes(Buffer.concat([Buffer.from(this.prelude), delimiter]));
      this.prelude = undefined;
    }
    // A copy: a small buffer is part of a larger one.
    this.emitBytes(Uint8Array.from(chunk));
    done();
  }
}

/** The global that Lambda's runtime gives functions. */
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

/** The handler's stream is its answer, once it has ended and the handler has returned. */
export async function answerByStream(
  { handler, event, context }: HandlerCall,
  answers: Pick<Answers, "succeed" | "fail">,
  emit: Emit,
): Promise<void> {
  const stream = new ResponseStream(emit);
  const ended = finished(stream);
  // An error of the stream that the handler handles is not the call's.
  ended.catch(() => undefined);
  try {
    await (handler as unknown as (...given: unknown[]) => unknown)(event, stream, context);
    await ended;
    answers.succeed("");
  } catch (error) {
    answers.fail(error);
  }
}
