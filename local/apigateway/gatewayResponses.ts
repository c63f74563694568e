import { gatewayErrorTypes, type GatewayError, type GatewayResponseType } from "./errors";
import type { Exchange, GatewayAnswer } from "./exchange";
import { mappedValue, substitute } from "./mappings";
import type { Api, GatewayResponse } from "./model";

/** The template that every type has unless it is overridden (recorded: gateway-responses/defaults-*). */
const defaultTemplate = '{"message":$context.error.messageString}';

/** What an error of the execution itself is in fact answered with (recorded: gateway-responses/forbidden-mapping-*). */
const executionTemplate = '{"message": $context.error.messageString}';

const executionErrors: readonly GatewayResponseType[] = [
  "API_CONFIGURATION_ERROR",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "DEFAULT_5XX",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
];

/** What holds for a type: its own override, else that of DEFAULT_4XX or DEFAULT_5XX, whole; else nothing. */
function effectiveResponse({ gatewayResponses }: Api, error: GatewayError): GatewayResponse | undefined {
  const usual = gatewayErrorTypes[error.responseType].status;
  return gatewayResponses[error.responseType] ?? gatewayResponses[usual < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** The answer to a request that the gateway refuses or fails, by the API's gateway responses. */
export function gatewayErrorAnswer(error: GatewayError, exchange: Exchange): GatewayAnswer {
  exchange.error = { message: error.message, responseType: error.responseType };
  const override = effectiveResponse(exchange.api, error);
  const builtIn = executionErrors.includes(error.responseType) ? executionTemplate : defaultTemplate;
  const [declared] = Object.entries(override?.responseTemplates ?? {});
  const [contentType, template] = declared ?? ["application/json", builtIn];
  const headers = new Map([["Content-Type", contentType]]);
  for (const [target, source] of Object.entries(override?.responseParameters ?? {})) {
    const value = mappedValue(source, exchange);
    if (value !== undefined) headers.set(target.replace("gatewayresponse.header.", ""), value);
  }
  return {
    status: override?.statusCode ?? error.status,
    headers: [...headers, ["x-amzn-ErrorType", error.errorType]],
    body: Buffer.from(substitute(template, exchange, { missing: "" })),
  };
}
