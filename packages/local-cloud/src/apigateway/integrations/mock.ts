import { parse } from "yaml";
import { runWithin } from "../../kernel/timeLimit";
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

/** Milliseconds that a text may take which is no JSON: the YAML of a client's body takes quadratic time. */
const lenientMillis = 500;

/** @throws an error for a text that cannot be read, or not in time */
function lenient(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return runWithin(lenientMillis, () => parse(text) as unknown);
  }
}

/** Lenient as AWS: `{statusCode: 200}` without quotes is accepted (recorded: mock/unquoted-request-template). */
function statusOf(text: string): number {
  let value: unknown;
  try {
    value = lenient(text);
  } catch {
    throw internalServerError(500, "the request template gives no JSON", "API_CONFIGURATION_ERROR");
  }
  const status = (value as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== "number" || !Number.isInteger(status))
    throw internalServerError(500, "the request template gives no statusCode", "API_CONFIGURATION_ERROR");
  return status;
}
