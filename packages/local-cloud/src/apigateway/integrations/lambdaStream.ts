import { PassThrough } from "node:stream";
import type { GatewayError } from "../exchange/errors";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { errorTypeOf, addTraceHeader } from "./lambdaProxy";
import { createProxyEvent } from "./proxyEvent";
import { malformedAnswer, parseStreamHead } from "./proxyResponse";

/**
 * Separates metadata and body. It must be within the first 16 KB (API Gateway Developer Guide, "Lambda proxy
 * integration format for response streaming").
 */
const delimiter = Buffer.alloc(8);
const maxHeadBytes = 16_384;

/**
 * Answers an AWS_PROXY integration with the transfer mode STREAM. Returns when the function has written its metadata,
 * and forwards the body while the function writes it. A later failure destroys the connection.
 */
export async function callLambdaStream(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const answer = new StreamedAnswer();
  const call = {
    payload: JSON.stringify(createProxyEvent(exchange)),
    onChunk: (bytes: Buffer) => answer.add(bytes),
  };
  const called = callFunction(exchange, call, services).then((result) => {
    const failed = result.functionError === undefined ? undefined : `the function failed: ${errorTypeOf(result)}`;
    answer.end(failed === undefined ? undefined : internalServerError(502, failed));
  });
  called.catch((error: GatewayError) => answer.end(error));
  const { status, headers } = parseStreamHead(await answer.head);
  // The call sets the latency when it ends.
  called.finally(() => (exchange.integration = { ...exchange.integration, status })).catch(() => undefined);
  exchange.decisions.recordPass(`the function answers ${status} with a stream`);
  return { status, headers: addTraceHeader(headers, exchange), body: Buffer.alloc(0), rest: answer.body };
}

/** Splits a function's output into metadata and body. */
class StreamedAnswer {
  readonly body = new PassThrough();
  /** JSON text of the metadata. */
  readonly head: Promise<string>;
  private pending: Buffer | undefined = Buffer.alloc(0);
  private resolve: (head: string) => void = () => undefined;
  private reject: (error: GatewayError) => void = () => undefined;

  constructor() {
    this.head = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A client that disconnects destroys the body. The reader of the body handles its errors.
    this.body.on("error", () => undefined);
  }

  add(bytes: Buffer): void {
    if (this.pending === undefined) {
      if (!this.body.destroyed) this.body.write(bytes);
      return;
    }
    this.pending = Buffer.concat([this.pending, bytes]);
    const at = this.pending.indexOf(delimiter);
    if (at >= 0 && at <= maxHeadBytes) {
      const rest = this.pending.subarray(at + delimiter.length);
      this.resolve(this.pending.toString("utf8", 0, at));
      this.pending = undefined;
      if (rest.length > 0) this.body.write(rest);
    } else if (this.pending.length > maxHeadBytes + delimiter.length) this.reject(missingMetadata());
  }

  /** @param error absent after a success. */
  end(error?: GatewayError): void {
    if (this.pending !== undefined) this.reject(error ?? missingMetadata());
    else if (error === undefined) this.body.end();
    else this.body.destroy(error);
  }
}

function missingMetadata(): GatewayError {
  return malformedAnswer(`has no metadata and delimiter in its first ${maxHeadBytes} bytes`);
}
