import { Compile, parse } from "velocityjs";
import { contextVariables } from "./contextVariables";
import { queryParameters, requestHeader, type Exchange } from "./exchange";

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
  const context = {
    input: inputOf(exchange, body),
    util,
    stageVariables: defined(exchange.stage.variables ?? {}),
    context: Object.assign(contextObject(exchange), overrides),
  };
  return new Compile(parse(template), { escape: false }).render(context);
}

function inputOf(exchange: Exchange, body: string) {
  const params = {
    path: defined(
      Object.fromEntries(Object.entries(exchange.match?.pathParameters ?? {}).map(([k, v]) => [k, decoded(v)])),
    ),
    querystring: defined(Object.fromEntries(queryParameters(exchange.query))),
    header: defined(Object.fromEntries(exchange.request.headers)),
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

/** A map as Velocity sees one in Java: properties, `get`, and nothing for what is not there. */
function defined(
  values: Readonly<Record<string, string>>,
): Record<string, unknown> & { get(key: string): string | undefined } {
  const own = (key: string) => (Object.hasOwn(values, key) ? values[key] : undefined);
  return new Proxy({} as Record<string, unknown> & { get(key: string): string | undefined }, {
    get: (_, key) => {
      if (key === "get") return own;
      if (key === "keySet") return () => Object.keys(values);
      return typeof key === "string" ? (own(key) ?? "") : undefined;
    },
    has: (_, key) => key === "get" || Object.hasOwn(values, key),
    ownKeys: () => Object.keys(values),
    getOwnPropertyDescriptor: (_, key) =>
      Object.hasOwn(values, key) ? { value: values[String(key)], enumerable: true, configurable: true } : undefined,
  });
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The part of a JSON text that `$`, `$.a.b` or `$.a[0]` names; undefined where there is none. */
function select(body: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body === "" ? "{}" : body);
  } catch {
    return undefined;
  }
  const steps = path.replace(/^\$\.?/, "").match(/[^.[\]'"]+/g) ?? [];
  return steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}

const util = {
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'"),
  parseJson: (text: unknown) => JSON.parse(String(text)) as unknown,
  urlEncode: (text: unknown) => new URLSearchParams({ text: String(text) }).toString().slice("text=".length),
  urlDecode: (text: unknown) => decoded(String(text).replaceAll("+", " ")),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString("base64"),
  base64Decode: (text: unknown) => Buffer.from(String(text), "base64").toString(),
};
