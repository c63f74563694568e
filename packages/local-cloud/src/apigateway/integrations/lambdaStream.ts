import { PassThrough } from "node:stream";
import type { GatewayError } from "../exchange/errors";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { errorTypeOf, tracedHeaders } from "./lambdaProxy";
import { proxyEvent } from "./proxyEvent";
import { malformed, streamedHead } from "./proxyResponse";

/** Separates metadata and body; it comes within the first 16 KB (API Gateway Developer Guide, "Lambda proxy integration format for response streaming"). */
const delimiter = Buffer.alloc(8);
const maxHeadBytes = 16_384;

/**
 * AWS_PROXY with the transfer mode STREAM: answers once the function has written its metadata, and hands the body on as it
 * is written. What fails behind the metadata breaks the connection.
 */
export async function lambdaStream(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const answer = new StreamedAnswer();
  const call = {
    payload: JSON.stringify(proxyEvent(exchange)),
    onChunk: (bytes: Buffer) => answer.add(bytes),
  };
  const called = callFunction(exchange, call, services).then((result) => {
    const failed = result.functionError === undefined ? undefined : `the function failed: ${errorTypeOf(result)}`;
    answer.end(failed === undefined ? undefined : internalServerError(502, failed));
  });
  called.catch((error: GatewayError) => answer.end(error));
  const { status, headers } = streamedHead(await answer.head);
  // The latency, which is that of the whole call, is set when it ends.
  called.finally(() => (exchange.integration = { ...exchange.integration, status })).catch(() => undefined);
  exchange.decisions.passed(`the function answers ${status} by a stream`);
  return { status, headers: tracedHeaders(headers, exchange), body: Buffer.alloc(0), rest: answer.body };
}

/** What a function writes: its metadata, and then its body. */
class StreamedAnswer {
  readonly body = new PassThrough();
  /** The metadata's text. */
  readonly head: Promise<string>;
  private before: Buffer | undefined = Buffer.alloc(0);
  private resolve: (head: string) => void = () => undefined;
  private reject: (error: GatewayError) => void = () => undefined;

  constructor() {
    this.head = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A client that leaves destroys the body, and whoever reads it gets its errors.
    this.body.on("error", () => undefined);
  }

  add(bytes: Buffer): void {
    if (this.before === undefined) {
      if (!this.body.destroyed) this.body.write(bytes);
      return;
    }
    this.before = Buffer.concat([this.before, bytes]);
    const at = this.before.indexOf(delimiter);
    if (at >= 0 && at <= maxHeadBytes) {
      const rest = this.before.subarray(at + delimiter.length);
      this.resolve(this.before.toString("utf8", 0, at));
      this.before = undefined;
      if (rest.length > 0) this.body.write(rest);
    } else if (this.before.length > maxHeadBytes + delimiter.length) this.reject(noMetadata());
  }

  /** @param error why the call failed. */
  end(error?: GatewayError): void {
    if (this.before !== undefined) this.reject(error ?? noMetadata());
    else if (error === undefined) this.body.end();
    else this.body.destroy(error);
  }
}

function noMetadata(): GatewayError {
  return malformed(`has no metadata and delimiter in its first ${maxHeadBytes} bytes`);
}
