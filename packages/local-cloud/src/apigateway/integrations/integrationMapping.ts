import { testWithin } from "../../kernel/bounds/boundedRegExp";
import { messageOf } from "../../kernel/errors";
import type { Integration, IntegrationResponse } from "../declared/model";
import { GatewayError, internalServerError } from "../exchange/errors";
import { own, requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { remapHeaders } from "../exchange/headerNames";
import { evaluateMapping } from "../exchange/mappings";
import { jsonText } from "../velocity/values";
import { select } from "./jsonPath";
import { OverrideError, responseOverrides, type Overrides } from "./overrides";
import { BodyError, parseBody, renderTemplate } from "./templates";

/**
 * Returns the request body of a non-proxy integration, transformed by the template of its content type if there is one.
 *
 * @throws GatewayError 400 if a template parses a body that is not JSON (capture of API Gateway in
 *   api-gateway-mapping-template 0.0.8, test/_.md, example-122ff6ce).
 */
export function renderRequestBody(exchange: Exchange, overrides: Overrides): string {
  const body = exchange.request.body.toString();
  const template = requestTemplate(exchange.match!.method.integration, exchange);
  const refused = ({ message }: BodyError) => {
    const reason = `the body is not JSON: ${message}`;
    return new GatewayError("DEFAULT_4XX", "Could not process payload", { status: 400, reason });
  };
  return render(template, exchange, { body, overrides, refused });
}

/** Returns the template of the content type. Without a match the integration's passthrough behavior applies. */
function requestTemplate({ requestTemplates, passthroughBehavior }: Integration, { request }: Exchange): string {
  const contentType = requestHeader(request, "Content-Type")?.split(";")[0]?.trim() ?? "application/json";
  const template = own(requestTemplates, contentType);
  if (template !== undefined) return template;
  const passesThrough =
    passthroughBehavior === "WHEN_NO_MATCH" ||
    (passthroughBehavior === "WHEN_NO_TEMPLATES" && Object.keys(requestTemplates).length === 0);
  if (!passesThrough)
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", {
      reason: `no template for ${contentType}`,
    });
  return "$input.body";
}

/**
 * Returns the integration response whose selection pattern matches, or the default response.
 *
 * @param text status of the backend, or error message of a function.
 * @throws GatewayError if no response matches and there is no default.
 */
export function selectResponse(responses: readonly IntegrationResponse[], text: string): IntegrationResponse {
  const matching = responses.find(
    ({ selectionPattern }) => selectionPattern !== undefined && matchesPattern(selectionPattern, text),
  );
  const response = matching ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (response === undefined)
    throw internalServerError(
      500,
      "no integration response matches, and there is no default",
      "API_CONFIGURATION_ERROR",
    );
  return response;
}

/** Matches a Java pattern, in which flags such as `(?i)` come first. */
function matchesPattern(pattern: string, text: string): boolean {
  const [, flags = "", expression = ""] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern) ?? [];
  try {
    return testWithin(new RegExp(`^(?:${expression})$`, flags), text);
  } catch (error) {
    const reason = `the selection pattern ${pattern} cannot be matched: ${messageOf(error)}`;
    throw internalServerError(500, reason, "API_CONFIGURATION_ERROR");
  }
}

/** Answer of a non-proxy integration. */
export interface IntegrationAnswer {
  readonly body: string;
  /** Body for clients if the integration response has no template. */
  readonly unmappedBody: string | Buffer;
  readonly overrides: Overrides;
  /** Evaluates a mapping of the answer's headers; undefined without a value. */
  readonly headerValue?: (source: string) => string | undefined;
}

/** Builds the answer from an integration response: status, mapped headers and rendered body. */
export function mapAnswer(
  exchange: Exchange,
  response: IntegrationResponse,
  { body, unmappedBody: untouched, overrides, headerValue }: IntegrationAnswer,
): GatewayAnswer {
  const [contentType, template] = responseTemplate(response, exchange);
  const rendered = template === undefined ? untouched : render(template, exchange, { body, overrides });
  const valueOf = (source: string) => bodyValue(source, body) ?? headerValue?.(source);
  const headers = mapHeaders(exchange, response, { contentType, valueOf });
  return { ...overrideHead(headers, response, overrides), body: Buffer.from(rendered) };
}

/** Returns status and headers of an integration response, with the overrides of templates applied. */
export function overrideHead(
  headers: Headers,
  { statusCode }: IntegrationResponse,
  overrides: Overrides,
): Pick<GatewayAnswer, "status" | "headers"> {
  const { status, headers: overridden } = responseOverrides(overrides);
  for (const [name, value] of overridden) setHeader(headers, name, value);
  return { status: Number(status ?? statusCode), headers: [...headers.values()] };
}

type Headers = Map<string, [name: string, value: string]>;

/**
 * Returns the headers that an integration response sets.
 *
 * @param valueOf evaluates expressions that read the integration's answer.
 */
export function mapHeaders(
  exchange: Exchange,
  { responseParameters }: IntegrationResponse,
  { contentType, valueOf }: { contentType: string; valueOf: (source: string) => string | undefined },
): Headers {
  const headers: Headers = new Map([["content-type", ["Content-Type", contentType]]]);
  for (const [target, source] of Object.entries(responseParameters)) {
    const value = valueOf(source) ?? evaluateMapping(source, exchange);
    if (value !== undefined) setHeader(headers, target.replace("method.response.header.", ""), value);
  }
  return headers;
}

function setHeader(headers: Headers, name: string, value: string): void {
  for (const header of remapHeaders([[name, value]])) headers.set(name.toLowerCase(), header);
}

/** Evaluates `integration.response.body` and, for JSON, `integration.response.body.a.b`. */
function bodyValue(source: string, body: string): string | undefined {
  const found = /^integration\.response\.body(?:\.(.+))?$/.exec(source);
  if (found === null) return undefined;
  const [, path] = found;
  if (path === undefined) return body;
  const value = select(parseOrUndefined(body), path);
  return value === undefined || typeof value === "string" ? value : jsonText(value);
}

function parseOrUndefined(body: string): unknown {
  try {
    return parseBody(body);
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
    /** Creates the error for a body that is not JSON. Without it the error is API_CONFIGURATION_ERROR. */
    readonly refused?: (error: BodyError) => GatewayError;
  },
): string {
  try {
    return renderTemplate(template, exchange, input);
  } catch (error) {
    if (input.refused !== undefined && error instanceof BodyError) throw input.refused(error);
    const reason = error instanceof OverrideError ? error.message : "a mapping template failed";
    throw internalServerError(500, reason, "API_CONFIGURATION_ERROR");
  }
}
