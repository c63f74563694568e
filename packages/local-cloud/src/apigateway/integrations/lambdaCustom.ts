import type { InvokeAnswer } from "../../kernel/interfaces";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { mappedValue } from "../exchange/mappings";
import { callFunction, type FunctionServices } from "./callFunction";
import { integrationBody, mappedAnswer, selectResponse } from "./integrationMapping";
import { newOverrides } from "./templates";

/** Whether an integration of type AWS is with a function (API Gateway API reference, PutIntegration, `uri`). */
export function callsFunction({ type, uri = "" }: { readonly type: string; readonly uri?: string }): boolean {
  return type === "AWS" && /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/[\d-]+\/functions\//.test(uri);
}

/**
 * A Lambda custom integration: the function is sent what the request template makes, and its result becomes the body by
 * the integration response whose pattern fits the message of its error, which of a success is empty (API Gateway
 * Developer Guide, "Set up Lambda custom integrations", "Handle standard Lambda errors in API Gateway").
 */
export async function lambdaCustom(exchange: Exchange, services: FunctionServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const overrides = newOverrides();
  const invocationType = isEvent(exchange) ? "Event" : "RequestResponse";
  // What a template makes may be no JSON, which Lambda refuses; without a body there is an empty object.
  const payload = Buffer.from(integrationBody(exchange, overrides).trim() || "{}");
  const answer = await callFunction(exchange, { payload, invocationType }, services);
  const { payload: body, functionError } = answer;
  exchange.integration = { ...exchange.integration, status: answer.statusCode };
  const response = selectResponse(integration.responses, functionError === undefined ? "" : errorMessage(answer));
  const did = functionError === undefined ? "answered" : "failed";
  exchange.decisions.passed(`the function ${did}, and the integration response of ${response.statusCode} fits`);
  return mappedAnswer(exchange, response, { body, untouched: body, overrides });
}

function errorMessage({ payload }: InvokeAnswer): string {
  const { errorMessage: message = "" } = JSON.parse(payload) as { errorMessage?: string };
  return message;
}

/** By Lambda's own header (Developer Guide, "Set up asynchronous invocation of the backend Lambda function"). */
function isEvent(exchange: Exchange): boolean {
  const mappings = Object.entries(exchange.match!.method.integration.requestParameters);
  const [, source] =
    mappings.find(([target]) => /^integration\.request\.header\.x-amz-invocation-type$/i.test(target)) ?? [];
  return source !== undefined && mappedValue(source, exchange) === "Event";
}
