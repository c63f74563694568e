import { contextVariables } from "../exchange/contextVariables";
import { decoded, queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import { parseJson } from "../velocity/json";
import { renderVelocity } from "../velocity/render";
import { JavaMap, jsonText, print } from "../velocity/values";
import { select } from "./jsonPath";

/** What templates of one exchange hand to each other: set in the request template, read by the response's. */
export interface Overrides {
  readonly requestOverride: { path: object; querystring: object; header: object };
  readonly responseOverride: { status?: unknown; header: Record<string, unknown> };
}

export function newOverrides(): Overrides {
  return { requestOverride: { path: {}, querystring: {}, header: {} }, responseOverride: { header: {} } };
}

/**
 * Renders a mapping template (API Gateway mapping template reference).
 *
 * @param body what `$input` reads: the request's body, or the integration's.
 * @throws Error when the template cannot be parsed or run.
 */
export function renderTemplate(
  template: string,
  exchange: Exchange,
  { body, overrides }: { readonly body: string; readonly overrides: Overrides },
): string {
  const variables = {
    input: inputOf(exchange, body),
    util,
    stageVariables: parametersOf(Object.entries(exchange.stage.variables ?? {})),
    context: Object.assign(contextObject(exchange), overrides),
  };
  return renderVelocity(template, variables, new Set(Object.keys(variables)));
}

/** A body that begins as JSON and is none. */
export class BodyError extends Error {
  override readonly name = "BodyError";
}

/**
 * The value of a body. Without one it is an empty object, and what begins as neither an object, a list nor a string of JSON
 * is a text (captures of API Gateway in api-gateway-mapping-template 0.0.8, test/_.md).
 *
 * @throws BodyError
 */
export function parsedBody(body: string): unknown {
  if (body.trim() === "") return {};
  if (!/^\s*[{["]/.test(body)) return body;
  try {
    return parseJson(body);
  } catch (error) {
    throw new BodyError((error as Error).message);
  }
}

function inputOf(exchange: Exchange, body: string) {
  const params = {
    path: parametersOf(Object.entries(exchange.match?.pathParameters ?? {}).map(([k, v]) => [k, decoded(v)])),
    querystring: parametersOf(queryParameters(exchange.query)),
    header: parametersOf(exchange.request.headers),
  };
  return {
    body,
    params: (name?: string) =>
      name === undefined
        ? params
        : (params.path.get(name) ?? params.querystring.get(name) ?? requestHeader(exchange.request, name) ?? ""),
    path: (path: string) => select(parsedBody(body), path),
    // Of nothing it is an empty text.
    json: (path: string) => jsonText(select(parsedBody(body), path) ?? ""),
  };
}

/** Names that are not there are empty (recorded: mock/stage-variables-in-template). */
function parametersOf(entries: readonly (readonly [name: string, value: string])[]): JavaMap {
  return new JavaMap(entries, "");
}

/** Names of `$context` that every template finds, empty where there is nothing (API Gateway Developer Guide, "$context"). */
const identityNames =
  "accessKey accountId apiKey apiKeyId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn".split(
    " ",
  );

function contextObject(exchange: Exchange): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  const identity: Record<string, unknown> = Object.fromEntries(identityNames.map((name) => [name, ""]));
  for (const [name, value] of contextVariables(exchange)) {
    const [group, key] = name.split(".");
    if (key === undefined) root[name] = value;
    else if (group === "identity") identity[key] = value;
  }
  const { authorizer } = exchange;
  return { ...root, identity, ...(authorizer === undefined ? {} : { authorizer: textsOf(authorizer) }) };
}

/** What an authorizer found out, as templates have it: texts, and claims by their names. */
function textsOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? textsOf(value as Readonly<Record<string, unknown>>)
        : jsonOrText(value),
    ]),
  );
}

function jsonOrText(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value);
}

/** Frozen, for it outlives the templates, which can write into what they see. */
const util = Object.freeze({
  escapeJavaScript: onText((text) => JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'")),
  parseJson: onText(parseJson),
  urlEncode: onText((text) => new URLSearchParams({ text }).toString().slice("text=".length)),
  urlDecode: onText((text) => decoded(text.replaceAll("+", " "))),
  base64Encode: onText((text) => Buffer.from(text).toString("base64")),
  base64Decode: onText((text) => Buffer.from(text, "base64").toString()),
});

/** A function of a text, which of null is null. */
function onText<T>(of: (text: string) => T): (value: unknown) => T | undefined {
  return (value) => (value === undefined || value === null ? undefined : of(print(value)));
}
