import { randomBytes } from "node:crypto";
import type { InvokeAnswer } from "../../kernel/interfaces";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { proxyEvent } from "./proxyEvent";
import { proxyAnswer } from "./proxyResponse";

/** AWS_PROXY: calls the function that the integration URI names and turns its answer into HTTP. */
export async function lambdaProxy(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const answer = await callFunction(exchange, { payload: JSON.stringify(proxyEvent(exchange)) }, services);
  if (answer.functionError !== undefined) throw internalServerError(502, `the function failed: ${errorTypeOf(answer)}`);
  const response = proxyAnswer(answer.payload, exchange);
  exchange.integration = { ...exchange.integration, status: response.status };
  exchange.decisions.passed(`the function answered ${response.status}`);
  return { ...response, headers: tracedHeaders(response.headers, exchange) };
}

/** Headers of a function's answer behind the trace of the request, which the function may replace. */
export function tracedHeaders(headers: GatewayAnswer["headers"], exchange: Exchange): GatewayAnswer["headers"] {
  const isTrace = ([name]: readonly [string, string]) => name.toLowerCase() === "x-amzn-trace-id";
  const [, traceId] = headers.find(isTrace) ?? ["", exchange.traceId];
  return [["X-Amzn-Trace-Id", completed(traceId)], ...headers.filter((header) => !isTrace(header))];
}

/** What a failed function's payload calls its error. */
export function errorTypeOf({ payload }: InvokeAnswer): string {
  const { errorType = "an error" } = JSON.parse(payload) as { errorType?: string };
  return errorType;
}

/** A header with nothing but `Root` gets the fields that X-Ray adds on the way (AWS X-Ray Developer Guide, "Tracing header"). */
function completed(traceId: string): string {
  if (!/^Root=[^;]*$/.test(traceId)) return traceId;
  const parent = randomBytes(8).toString("hex");
  return `${traceId};Parent=${parent};Sampled=0;Lineage=1:${parent.slice(0, 8)}:0`;
}
