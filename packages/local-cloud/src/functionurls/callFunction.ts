import { InvokeRefused, type FunctionInvoker, type InvokeAnswer } from "../kernel/interfaces/functions";
import { StreamedAnswer } from "../kernel/http/streamedAnswer";
import type { WebAnswer } from "../kernel/http/webExchange";
import type { FunctionUrl } from "./declared";
import { MalformedAnswer, streamedHead, unstreamedHead, urlAnswer } from "./urlAnswer";

/** Content type of an answer whose stream begins with metadata (aws-lambda-ric, HttpResponseStream.js). */
const withMetadata = "application/vnd.awslambda.http-integration-response";

/** Maximum answer of a BUFFERED URL in bytes (Lambda quotas). */
const maxBufferedBytes = 6_291_456;

/** The function failed, or its answer is malformed. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
}

export interface UrlCall {
  readonly url: FunctionUrl;
  /** JSON text of the event. */
  readonly payload: string;
  readonly requestId: string;
  readonly traceId: string;
  /** Receives the version that runs. */
  readonly onEnd: (answer: InvokeAnswer) => void;
}

/** Calls the function of a URL. @throws InvokeRefused @throws FunctionFailed */
export async function callFunction(functions: FunctionInvoker, call: UrlCall): Promise<WebAnswer> {
  return call.url.invokeMode === "RESPONSE_STREAM" ? callStreaming(functions, call) : callBuffered(functions, call);
}

async function callBuffered(functions: FunctionInvoker, call: UrlCall): Promise<WebAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let contentType: string | undefined;
  await invoke(functions, call, (chunk, type) => {
    contentType = type;
    bytes += chunk.length;
    if (bytes <= maxBufferedBytes) chunks.push(chunk);
  });
  if (bytes > maxBufferedBytes) throw new FunctionFailed(`the answer is over ${maxBufferedBytes} bytes`);
  const body = Buffer.concat(chunks);
  if (contentType === undefined) return converted(() => urlAnswer(body.toString()));
  if (contentType !== withMetadata) return { status: 200, headers: [["Content-Type", contentType]], body };
  const answer = new StreamedAnswer(() => new FunctionFailed("the stream has no metadata"));
  answer.add(body);
  answer.end();
  const metadata = await answer.head;
  return { ...converted(() => streamedHead(metadata)), body: await collected(answer.body) };
}

/** Returns when the function has written its first bytes, and sends the rest while the function writes it. */
async function callStreaming(functions: FunctionInvoker, call: UrlCall): Promise<WebAnswer> {
  const answer = new StreamedAnswer(() => new FunctionFailed("the stream has no metadata"));
  let plain: WebAnswer | undefined;
  const begin = (chunk: Buffer, contentType: string | undefined) => {
    if (contentType === withMetadata) return;
    try {
      const head =
        contentType === undefined ? converted(() => unstreamedHead(chunk.toString())) : streamHead(contentType);
      plain = { ...head, body: Buffer.alloc(0) };
      answer.startWith("");
    } catch (error) {
      answer.end(error as Error);
    }
  };
  let isFirst = true;
  const called = invoke(functions, call, (chunk, contentType) => {
    if (isFirst) begin(chunk, contentType);
    isFirst = false;
    answer.add(chunk);
  });
  called.then(
    () => {
      if (isFirst) begin(Buffer.alloc(0), "application/octet-stream");
      answer.end();
    },
    (error: Error) => answer.end(error),
  );
  const metadata = await answer.head;
  const head = plain ?? { ...converted(() => streamedHead(metadata)), body: Buffer.alloc(0) };
  return { ...head, rest: answer.body };
}

function streamHead(contentType: string): Pick<WebAnswer, "status" | "headers"> {
  return { status: 200, headers: [["Content-Type", contentType]] };
}

async function invoke(
  functions: FunctionInvoker,
  { url, payload, requestId, traceId, onEnd }: UrlCall,
  onChunk: (bytes: Buffer, contentType?: string) => void,
): Promise<void> {
  const { functionName, qualifier } = url;
  const answer = await functions.invoke({
    functionName,
    ...(qualifier === undefined ? {} : { qualifier }),
    payload: Buffer.byteLength(payload) > maxBufferedBytes ? refuseLarge() : payload,
    requestId,
    traceId,
    onChunk,
  });
  onEnd(answer);
  if (answer.functionError === undefined) return;
  const { errorType = "Unhandled" } = JSON.parse(answer.payload) as { errorType?: string };
  throw new FunctionFailed(`the function failed: ${errorType}`);
}

function refuseLarge(): never {
  const message = `Request must be smaller than ${maxBufferedBytes} bytes for the InvokeFunction operation`;
  throw new InvokeRefused({ statusCode: 413, code: "RequestEntityTooLargeException", message });
}

function converted<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (error instanceof MalformedAnswer) throw new FunctionFailed(`the function's answer: ${error.message}`);
    throw error;
  }
}

async function collected(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
