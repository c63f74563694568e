import { parse } from "yaml";
import { runWithin } from "../../kernel/bounds/timeLimit";
import { internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { renderRequestBody, mapAnswer, selectResponse } from "./integrationMapping";
import { createOverrides } from "./overrides";

/** Answers a MOCK integration: the request template renders a status, which selects the integration response. */
export function answerMock(exchange: Exchange): GatewayAnswer {
  const { integration } = exchange.match!.method;
  const overrides = createOverrides();
  const body = renderRequestBody(exchange, overrides);
  const response = selectResponse(integration.responses, String(statusOf(body)));
  return mapAnswer(exchange, response, { body, unmappedBody: "", overrides });
}

/** Time limit of the YAML parser. A client's body can reach the parser, which takes quadratic time. */
const maxYamlMillis = 500;

/** Parses JSON, or YAML if it is not JSON. @throws an error for invalid text and on timeout. */
function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return runWithin(maxYamlMillis, () => parse(text) as unknown);
  }
}

/**
 * Returns the status in a rendered template. As on AWS, `{statusCode: 200}` needs no quotes (recorded:
 * mock/unquoted-request-template).
 */
function statusOf(text: string): number {
  let value: unknown;
  try {
    value = parseLeniently(text);
  } catch {
    throw internalServerError(500, "the request template does not render JSON", "API_CONFIGURATION_ERROR");
  }
  const status = (value as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== "number" || !Number.isInteger(status))
    throw internalServerError(
      500,
      "the request template does not render an integer statusCode",
      "API_CONFIGURATION_ERROR",
    );
  return status;
}
