import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { callFunction, type FunctionServices } from "./callFunction";
import { renderRequestBody, mapAnswer, selectResponse } from "./integrationMapping";
import { integrationHeaders } from "./integrationUri";
import { createOverrides } from "./overrides";

/** True for an AWS integration that calls a function (API Gateway API reference, PutIntegration, `uri`). */
export function callsFunction({ type, uri = "" }: { readonly type: string; readonly uri?: string }): boolean {
  return type === "AWS" && /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/[\d-]+\/functions\//.test(uri);
}

/**
 * Answers a Lambda custom integration. The function receives the rendered request template. Selection patterns match
 * the function's error message, which is empty after a success (API Gateway Developer Guide, "Set up Lambda custom
 * integrations", "Handle standard Lambda errors in API Gateway").
 */
export async function callLambdaCustom(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const overrides = createOverrides();
  // A template may render invalid JSON, which Lambda rejects. An empty body becomes an empty object.
  const payload = Buffer.from(renderRequestBody(exchange, overrides).trim() || "{}");
  const invocationType = isEvent(integrationHeaders(exchange, "aws", overrides)) ? "Event" : "RequestResponse";
  const answer = await callFunction(exchange, { payload, invocationType }, services);
  const { payload: body, functionError } = answer;
  exchange.integration = { ...exchange.integration, status: answer.statusCode };
  const response = selectResponse(integration.responses, functionError === undefined ? "" : errorMessage(answer));
  const verb = functionError === undefined ? "answered" : "failed";
  exchange.decisions.recordPass(`the function ${verb}; the integration response of ${response.statusCode} matches`);
  return mapAnswer(exchange, response, { body, unmappedBody: body, overrides });
}

function errorMessage({ payload }: InvokeAnswer): string {
  const { errorMessage: message = "" } = JSON.parse(payload) as { errorMessage?: string };
  return message;
}

/**
 * True if X-Amz-Invocation-Type is Event (API Gateway Developer Guide, "Set up asynchronous invocation of the backend
 * Lambda function").
 */
function isEvent(headers: readonly (readonly [name: string, value: string])[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === "x-amz-invocation-type" && value === "Event");
}
