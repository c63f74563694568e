import { contextVariables } from "../exchange/contextVariables";
import { decoded, queryParameters, requestHeader, type Exchange } from "../exchange/exchange";
import { renderVelocity } from "../velocity/render";
import { JavaMap, print } from "../velocity/values";

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
  return renderVelocity(template, {
    input: inputOf(exchange, body),
    util,
    stageVariables: parametersOf(Object.entries(exchange.stage.variables ?? {})),
    context: Object.assign(contextObject(exchange), overrides),
  });
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
    path: (path: string) => select(body, path),
    json: (path: string) => JSON.stringify(select(body, path)),
  };
}

/** Names that are not there are empty (recorded: mock/stage-variables-in-template). */
function parametersOf(entries: readonly (readonly [name: string, value: string])[]): JavaMap {
  return new JavaMap(entries, "");
}

const contextNames = [
  "accountId",
  "apiId",
  "deploymentId",
  "domainName",
  "domainPrefix",
  "extendedRequestId",
  "httpMethod",
  "identity.apiKey",
  "identity.apiKeyId",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourceId",
  "resourcePath",
  "stage",
] as const;

function contextObject(exchange: Exchange): Record<string, unknown> {
  const variables = contextVariables(exchange);
  const root: Record<string, unknown> = { identity: {} };
  for (const name of contextNames) {
    const [group, key] = name.split(".");
    const value = variables.get(name) ?? "";
    if (key === undefined) root[name] = value;
    else (root[group!] as Record<string, unknown>)[key] = value;
  }
  return root;
}

/** The part of a JSON text that `$`, `$.a.b` or `$.a[0]` names; undefined where there is none. */
export function select(body: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body === "" ? "{}" : body);
  } catch {
    return undefined;
  }
  const steps = path.replace(/^\$\.?/, "").match(/[^.[\]'"]+/g) ?? [];
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string, unknown>)[step]
        : undefined,
    value,
  );
}

/** Frozen, for it outlives the templates, which can write into what they see. */
const util = Object.freeze({
  escapeJavaScript: onText((text) => JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'")),
  parseJson: onText((text) => JSON.parse(text) as unknown),
  urlEncode: onText((text) => new URLSearchParams({ text }).toString().slice("text=".length)),
  urlDecode: onText((text) => decoded(text.replaceAll("+", " "))),
  base64Encode: onText((text) => Buffer.from(text).toString("base64")),
  base64Decode: onText((text) => Buffer.from(text, "base64").toString()),
});

/** A function of a text, which of null is null. */
function onText<T>(of: (text: string) => T): (value: unknown) => T | undefined {
  return (value) => (value === undefined || value === null ? undefined : of(print(value)));
}
