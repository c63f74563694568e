import { parse } from "yaml";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { integrationBody, mappedAnswer, selectResponse } from "./integrationMapping";
import { newOverrides } from "./templates";

/** MOCK: the request template yields a status, and the integration response of that status is the answer. */
export function mockAnswer(exchange: Exchange): GatewayAnswer {
  const { integration } = exchange.match!.method;
  const overrides = newOverrides();
  const body = integrationBody(exchange, overrides);
  const response = selectResponse(integration.responses, String(statusOf(body)));
  return mappedAnswer(exchange, response, { body, untouched: "", overrides });
}

/** Lenient as AWS: `{statusCode: 200}` without quotes is accepted (recorded: mock/unquoted-request-template). */
function statusOf(text: string): number {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw internalServerError(500, "the request template gives no JSON", "API_CONFIGURATION_ERROR");
  }
  const status = (value as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== "number" || !Number.isInteger(status))
    throw internalServerError(500, "the request template gives no statusCode", "API_CONFIGURATION_ERROR");
  return status;
}
