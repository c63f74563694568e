import { contextVariables } from "../exchange/contextVariables";
import { decodePercent, queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import { parseJson } from "../velocity/json";
import { renderVelocity } from "../velocity/render";
import { JavaMap, jsonText, print } from "../velocity/values";
import { select } from "./jsonPath";
import type { Overrides } from "./overrides";

/**
 * Renders a mapping template (API Gateway mapping template reference).
 *
 * @param body content of `$input`: the body of the request or of the integration's answer.
 * @throws Error if the template cannot be parsed or rendered.
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

/** Error for a body that starts like JSON but is invalid. */
export class BodyError extends Error {
  override readonly name = "BodyError";
}

/**
 * Parses a body. An empty body is an empty object. A body that does not start with `{`, `[` or `"` is a string
 * (captures of API Gateway in api-gateway-mapping-template 0.0.8, test/_.md).
 *
 * @throws BodyError
 */
export function parseBody(body: string): unknown {
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
    path: parametersOf(Object.entries(exchange.match?.pathParameters ?? {}).map(([k, v]) => [k, decodePercent(v)])),
    querystring: parametersOf(queryParameters(exchange.query)),
    header: parametersOf(exchange.request.headers),
  };
  return {
    body,
    params: (name?: string) =>
      name === undefined
        ? params
        : (params.path.get(name) ?? params.querystring.get(name) ?? requestHeader(exchange.request, name) ?? ""),
    path: (path: string) => select(parseBody(body), path),
    // API Gateway renders a missing value as an empty string.
    json: (path: string) => jsonText(select(parseBody(body), path) ?? ""),
  };
}

/** Returns a map in which unknown names have an empty value (recorded: mock/stage-variables-in-template). */
function parametersOf(entries: readonly (readonly [name: string, value: string])[]): JavaMap {
  return new JavaMap(entries, "");
}

/** Names of `$context.identity` that always exist and may be empty (API Gateway Developer Guide, "$context"). */
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

/** Converts values of an authorizer to strings, as templates receive them. Maps such as claims are preserved. */
function textsOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? textsOf(value as Readonly<Record<string, unknown>>)
        : textOf(value),
    ]),
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value);
}

/** Frozen, because all templates share it and templates can modify objects. */
const util = Object.freeze({
  escapeJavaScript: acceptAny((text) => JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'")),
  parseJson: acceptAny(parseJson),
  urlEncode: acceptAny((text) => new URLSearchParams({ text }).toString().slice("text=".length)),
  urlDecode: acceptAny((text) => decodePercent(text.replaceAll("+", " "))),
  base64Encode: acceptAny((text) => Buffer.from(text).toString("base64")),
  base64Decode: acceptAny((text) => Buffer.from(text, "base64").toString()),
});

/** Lets a function accept any value by converting it to text. Null stays null. */
function acceptAny<T>(of: (text: string) => T): (value: unknown) => T | undefined {
  return (value) => (value === undefined || value === null ? undefined : of(print(value)));
}
