import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import { takeRandomBytes } from "../../kernel/randomBlock";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { createProxyEvent } from "./proxyEvent";
import { parseProxyAnswer } from "./proxyResponse";

/** Answers an AWS_PROXY integration: calls the function and converts its result to an HTTP answer. */
export async function callLambdaProxy(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const answer = await callFunction(exchange, { payload: JSON.stringify(createProxyEvent(exchange)) }, services);
  if (answer.functionError !== undefined) throw internalServerError(502, `the function failed: ${errorTypeOf(answer)}`);
  const response = parseProxyAnswer(answer.payload, exchange);
  exchange.integration = { ...exchange.integration, status: response.status };
  exchange.decisions.recordPass(`the function answered ${response.status}`);
  return { ...response, headers: addTraceHeader(response.headers, exchange) };
}

/** Puts X-Amzn-Trace-Id before the headers of a function's answer. The function may set its own value. */
export function addTraceHeader(headers: GatewayAnswer["headers"], exchange: Exchange): GatewayAnswer["headers"] {
  const isTrace = ([name]: readonly [string, string]) => name.toLowerCase() === "x-amzn-trace-id";
  const [, traceId] = headers.find(isTrace) ?? ["", exchange.traceId];
  return [["X-Amzn-Trace-Id", completeTrace(traceId)], ...headers.filter((header) => !isTrace(header))];
}

/** Returns the `errorType` in a failed function's payload. */
export function errorTypeOf({ payload }: InvokeAnswer): string {
  const { errorType = "an error" } = JSON.parse(payload) as { errorType?: string };
  return errorType;
}

/** Adds the fields that X-Ray adds to a header with only `Root` (AWS X-Ray Developer Guide, "Tracing header"). */
function completeTrace(traceId: string): string {
  if (!/^Root=[^;]*$/.test(traceId)) return traceId;
  const parent = takeRandomBytes(8).toString("hex");
  return `${traceId};Parent=${parent};Sampled=0;Lineage=1:${parent.slice(0, 8)}:0`;
}
