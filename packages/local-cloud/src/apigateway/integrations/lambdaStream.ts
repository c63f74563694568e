import { maxHeadBytes, StreamedAnswer } from "../../kernel/http/streamedAnswer";
import type { GatewayError } from "../exchange/errors";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { errorTypeOf, addTraceHeader } from "./lambdaProxy";
import { createProxyEvent } from "./proxyEvent";
import { malformedAnswer, parseStreamHead } from "./proxyResponse";

/**
 * Answers an AWS_PROXY integration with the transfer mode STREAM. Returns when the function has written its metadata,
 * and forwards the body while the function writes it. A later failure destroys the connection.
 */
export async function callLambdaStream(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const answer = new StreamedAnswer(missingMetadata);
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

function missingMetadata(): GatewayError {
  return malformedAnswer(`has no metadata and delimiter in its first ${maxHeadBytes} bytes`);
}
