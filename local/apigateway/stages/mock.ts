import { parse } from "yaml";
import { GatewayError, internalServerError } from "../exchange/errors";
import { own, requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { mappedValue } from "../exchange/mappings";
import type { Integration, IntegrationResponse } from "../declared/model";
import { newOverrides, renderTemplate, type Overrides } from "./templates";

/** MOCK: the request template yields a status, and the integration response of that status is the answer. */
export function mockAnswer(exchange: Exchange): GatewayAnswer {
  const { integration } = exchange.match!.method;
  const overrides = newOverrides();
  const rendered = render(requestTemplate(integration, exchange), exchange, {
    body: exchange.request.body.toString(),
    overrides,
  });
  const response = selectResponse(integration.responses, statusOf(rendered));
  const [contentType, template] = responseTemplate(response, exchange);
  const body = template === undefined ? "" : render(template, exchange, { body: rendered, overrides });
  const headers = new Map([["Content-Type", contentType]]);
  for (const [target, source] of Object.entries(response.responseParameters)) {
    const value = mappedValue(source, exchange);
    if (value !== undefined) headers.set(target.replace("method.response.header.", ""), value);
  }
  const { status, header } = overrides.responseOverride;
  for (const [name, value] of Object.entries(header)) headers.set(name, String(value));
  return { status: Number(status ?? response.statusCode), headers: [...headers], body: Buffer.from(body) };
}

function render(
  template: string,
  exchange: Exchange,
  input: { readonly body: string; readonly overrides: Overrides },
): string {
  try {
    return renderTemplate(template, exchange, input);
  } catch {
    throw internalServerError(500, "a mapping template fails", "API_CONFIGURATION_ERROR");
  }
}

/** By content type; what happens without a match is the integration's passthrough behavior. */
function requestTemplate({ requestTemplates, passthroughBehavior }: Integration, { request }: Exchange): string {
  const contentType = requestHeader(request, "Content-Type")?.split(";")[0]?.trim() ?? "application/json";
  const template = own(requestTemplates, contentType);
  if (template !== undefined) return template;
  const passes =
    passthroughBehavior === "WHEN_NO_MATCH" ||
    (passthroughBehavior === "WHEN_NO_TEMPLATES" && Object.keys(requestTemplates).length === 0);
  if (!passes)
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", {
      reason: `no template for ${contentType}`,
    });
  return "$input.body";
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

/** The integration response of a status, or the default one. @throws GatewayError where none fits */
export function selectResponse(responses: readonly IntegrationResponse[], status: number): IntegrationResponse {
  const matching = responses.find(
    ({ selectionPattern }) =>
      selectionPattern !== undefined && new RegExp(`^(?:${selectionPattern})$`).test(String(status)),
  );
  const response = matching ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (response === undefined)
    throw internalServerError(500, "no integration response fits the status", "API_CONFIGURATION_ERROR");
  return response;
}

function responseTemplate(
  { responseTemplates }: IntegrationResponse,
  { request }: Exchange,
): [string, string | undefined] {
  const accepted = requestHeader(request, "Accept")?.split(",")[0]?.split(";")[0]?.trim() ?? "";
  const wanted = own(responseTemplates, accepted);
  if (wanted !== undefined) return [accepted, wanted];
  const [contentType, template] = Object.entries(responseTemplates)[0] ?? ["application/json", undefined];
  return [contentType, template];
}
