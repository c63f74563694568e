import { Refusal } from "../../kernel/errors";
import { gatewayErrorTypes, type GatewayError, type GatewayResponseType } from "./errors";
import { type Exchange, type GatewayAnswer } from "./exchange";
import { isSendable } from "../../kernel/http/webExchange";
import { evaluateMapping, substitute } from "./mappings";
import type { Api, GatewayResponse } from "../declared/model";

/** Built-in template of all types (recorded: gateway-responses/defaults-*). */
const defaultTemplates = { "application/json": '{"message":$context.error.messageString}' };

/**
 * Built-in template of execution errors. GetGatewayResponse does not return it, but requests receive it (recorded:
 * gateway-responses/forbidden-mapping-*).
 */
const executionTemplates = { "application/json": '{"message": $context.error.messageString}' };

const executionErrors: readonly GatewayResponseType[] = [
  "API_CONFIGURATION_ERROR",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "DEFAULT_5XX",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
];

/** Result of GetGatewayResponse. */
export interface EffectiveResponse extends GatewayResponse {
  /** True if the API has no override for this type, even if it overrides DEFAULT_4XX or DEFAULT_5XX. */
  readonly defaultResponse: boolean;
}

/** @throws Refusal for an unknown response type (recorded: gateway-responses/unknown-type). */
export function checkResponseType(resource: string, responseType: string): void {
  if (Object.hasOwn(gatewayErrorTypes, responseType)) return;
  throw new Refusal(resource, {
    statusCode: 400,
    code: "ValidationException",
    message:
      `1 validation error detected: Value '${responseType}' at 'responseType' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${Object.keys(gatewayErrorTypes).join(", ")}]`,
  });
}

/** Returns the effective gateway response of a type. Built-in values fill the gaps of an override. */
export function effectiveResponse(api: Api, responseType: GatewayResponseType): EffectiveResponse {
  const override = overrideOf(api, responseType);
  const statusCode = override?.statusCode ?? gatewayErrorTypes[responseType].status;
  return {
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: override?.responseParameters ?? {},
    responseTemplates: templatesOf(override) ?? defaultTemplates,
    defaultResponse: api.gatewayResponses[responseType] === undefined,
  };
}

/** Returns the override of a type, or else the complete override of DEFAULT_4XX or DEFAULT_5XX. */
function overrideOf({ gatewayResponses }: Api, responseType: GatewayResponseType): GatewayResponse | undefined {
  const { status } = gatewayErrorTypes[responseType];
  const fallback = status === undefined ? undefined : gatewayResponses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
  return gatewayResponses[responseType] ?? fallback;
}

function templatesOf(override: GatewayResponse | undefined): Readonly<Record<string, string>> | undefined {
  const templates = override?.responseTemplates ?? {};
  return Object.keys(templates).length === 0 ? undefined : templates;
}

/** Returns the answer to an error by the API's gateway responses. Sets the exchange's error for the access log. */
export function gatewayErrorAnswer(error: GatewayError, exchange: Exchange): GatewayAnswer {
  const { responseType } = error;
  exchange.error = { message: error.message, responseType, reason: error.reason };
  const override = overrideOf(exchange.api, responseType);
  const usual = executionErrors.includes(responseType) ? executionTemplates : defaultTemplates;
  const builtIn = error.template === undefined ? usual : { "application/json": error.template };
  const [[contentType, template] = ["application/json", ""]] = Object.entries(templatesOf(override) ?? builtIn);
  const headers = new Map([["Content-Type", contentType]]);
  for (const [target, source] of Object.entries(override?.responseParameters ?? {})) {
    const value = evaluateMapping(source, exchange);
    const header = [target.replace("gatewayresponse.header.", ""), value ?? ""] as const;
    if (value !== undefined && isSendable(header)) headers.set(...header);
  }
  return {
    status: override?.statusCode ?? error.status,
    headers: [...headers, ["x-amzn-ErrorType", error.errorType]],
    body: Buffer.from(substitute(template, exchange, { missing: "" })),
  };
}
