import { testWithin } from "../../kernel/boundedRegExp";
import { messageOf } from "../../kernel/errors";
import type { Integration, IntegrationResponse } from "../declared/model";
import { GatewayError, internalServerError } from "../exchange/errors";
import { own, requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { answeredHeaders } from "../exchange/headerNames";
import { mappedValue } from "../exchange/mappings";
import { jsonText } from "../velocity/values";
import { select } from "./jsonPath";
import { BodyError, parsedBody, renderTemplate, type Overrides } from "./templates";

/**
 * What an integration that is no proxy is sent: the request's body by the template of its type, or as it is.
 *
 * @throws GatewayError 400 where a template reads a body that is no JSON (capture of API Gateway in
 * api-gateway-mapping-template 0.0.8, test/_.md, example-122ff6ce).
 */
export function integrationBody(exchange: Exchange, overrides: Overrides): string {
  const body = exchange.request.body.toString();
  const template = requestTemplate(exchange.match!.method.integration, exchange);
  const refused = ({ message }: BodyError) => {
    const reason = `the body is no JSON: ${message}`;
    return new GatewayError("DEFAULT_4XX", "Could not process payload", { status: 400, reason });
  };
  return render(template, exchange, { body, overrides, refused });
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

/**
 * The integration response whose pattern fits a status or, of a function, its error's message; else the default one.
 *
 * @throws GatewayError where none fits
 */
export function selectResponse(responses: readonly IntegrationResponse[], what: string): IntegrationResponse {
  const matching = responses.find(
    ({ selectionPattern }) => selectionPattern !== undefined && fits(selectionPattern, what),
  );
  const response = matching ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (response === undefined)
    throw internalServerError(500, "no integration response fits, and none is the default", "API_CONFIGURATION_ERROR");
  return response;
}

/** Patterns are Java's, which writes flags at the front. */
function fits(pattern: string, what: string): boolean {
  const [, flags = "", expression = ""] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern) ?? [];
  try {
    return testWithin(new RegExp(`^(?:${expression})$`, flags), what);
  } catch (error) {
    const reason = `the selection pattern ${pattern} cannot be matched: ${messageOf(error)}`;
    throw internalServerError(500, reason, "API_CONFIGURATION_ERROR");
  }
}

/** What an integration that is no proxy has answered. */
export interface IntegrationAnswer {
  readonly body: string;
  /** What clients get where the integration response has no template. */
  readonly untouched: string;
  readonly overrides: Overrides;
}

/** The answer that an integration response makes of it: its status, its headers and the body by its template. */
export function mappedAnswer(
  exchange: Exchange,
  response: IntegrationResponse,
  { body, untouched, overrides }: IntegrationAnswer,
): GatewayAnswer {
  const [contentType, template] = responseTemplate(response, exchange);
  const rendered = template === undefined ? untouched : render(template, exchange, { body, overrides });
  const headers = mappedHeaders(exchange, response, { contentType, valueOf: (source) => bodyValue(source, body) });
  const { status, header } = overrides.responseOverride;
  for (const [name, value] of Object.entries(header)) setHeader(headers, name, String(value));
  return {
    status: Number(status ?? response.statusCode),
    headers: [...headers.values()],
    body: Buffer.from(rendered),
  };
}

type Headers = Map<string, [name: string, value: string]>;

/**
 * The headers that an integration response sets.
 *
 * @param valueOf of an expression what the integration itself has answered.
 */
export function mappedHeaders(
  exchange: Exchange,
  { responseParameters }: IntegrationResponse,
  { contentType, valueOf }: { contentType: string; valueOf: (source: string) => string | undefined },
): Headers {
  const headers: Headers = new Map([["content-type", ["Content-Type", contentType]]]);
  for (const [target, source] of Object.entries(responseParameters)) {
    const value = valueOf(source) ?? mappedValue(source, exchange);
    if (value !== undefined) setHeader(headers, target.replace("method.response.header.", ""), value);
  }
  return headers;
}

function setHeader(headers: Headers, name: string, value: string): void {
  for (const header of answeredHeaders([[name, value]])) headers.set(name.toLowerCase(), header);
}

/** `integration.response.body`, and `integration.response.body.a.b` of JSON. */
function bodyValue(source: string, body: string): string | undefined {
  const found = /^integration\.response\.body(?:\.(.+))?$/.exec(source);
  if (found === null) return undefined;
  const [, path] = found;
  if (path === undefined) return body;
  const value = select(parsedOrNothing(body), path);
  return value === undefined || typeof value === "string" ? value : jsonText(value);
}

function parsedOrNothing(body: string): unknown {
  try {
    return parsedBody(body);
  } catch {
    return undefined;
  }
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

function render(
  template: string,
  exchange: Exchange,
  input: {
    readonly body: string;
    readonly overrides: Overrides;
    /** What a body is answered with that is no JSON; an error of the API without it. */
    readonly refused?: (error: BodyError) => GatewayError;
  },
): string {
  try {
    return renderTemplate(template, exchange, input);
  } catch (error) {
    if (input.refused !== undefined && error instanceof BodyError) throw input.refused(error);
    throw internalServerError(500, "a mapping template fails", "API_CONFIGURATION_ERROR");
  }
}
