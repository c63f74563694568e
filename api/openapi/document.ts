import { isTextType, streamsAnswers } from "../http/mediaTypes";
import type { RawBody } from "../http/rawBody";
import type { Parameters } from "../http/schemas";
import type { Route, RouteResponse } from "../route/resource";
import { documentInfo, type DocumentInfo } from "./info";
import { describeForbidden, describeKeys, securityOf, securitySchemes } from "./security";
import { Components, errorSchema } from "./schemas";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: DocumentInfo;
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
}

/** Full scopes of which a token must have at least one, keyed by route. Other routes require no token. */
export type TokenScopes = Readonly<Record<string, readonly string[]>>;

/** Returns the complete OpenAPI 3.0 document for clients. */
export function openApiDocument(title: string, routes: readonly Route[], tokens: TokenScopes = {}): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  const components = new Components();
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, components, tokens[route.name]);
  }
  return {
    openapi: "3.0.3",
    info: documentInfo(title, `${describeKeys(routes)}All errors have the same shape.`),
    servers: [server],
    tags: tagNames(routes).map((name) => ({ name, description: describeTag(name) })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: securitySchemes(routes, Object.keys(tokens).length > 0),
    },
  };
}

/** URL of a stage of API Gateway. */
const server: Json = {
  url: "https://{apiId}.execute-api.{region}.amazonaws.com/{stage}",
  description: "The stack's output apiUrl",
  variables: {
    apiId: { default: "a1b2c3d4e5" },
    region: { default: "eu-central-1" },
    stage: { default: "v1" },
  },
};

/** Tag of the operations whose path has no first word: `/` and `/{id}`. */
const rootTag = "root";

/** Returns the first segment of a path, by which operations are grouped. */
function tagOf(path: string): string {
  const [, segment = ""] = path.split("/");
  return segment === "" || segment.startsWith("{") ? rootTag : segment;
}

function describeTag(name: string): string {
  return name === rootTag ? "The root of the API" : `Everything below /${name}`;
}

function tagNames(routes: readonly Route[]): string[] {
  return [...new Set(routes.map(({ path }) => tagOf(path)))];
}

const retryAfter = {
  "Retry-After": "Seconds to wait before a retry; absent if the quota of the usage plan is used up",
};

/** Responses of every operation, in addition to its own. */
const commonResponses: Readonly<Record<number, RouteResponse>> = {
  429: { description: "Too many requests, or the quota of the usage plan is used up", headers: retryAfter },
  500: { description: "Internal server error" },
  503: {
    description: "A service that the function uses is unavailable; retry after the seconds in Retry-After",
    headers: retryAfter,
  },
  504: { description: "The function did not answer in time" },
};

/** Further responses of operations that require a token. */
const tokenResponses: Readonly<Record<number, RouteResponse>> = {
  401: {
    description: "The token is missing, expired or not valid for this API",
    headers: { "WWW-Authenticate": "Bearer, the scheme that is required" },
  },
};

/** Further responses of operations with input. */
const inputResponses: Readonly<Record<number, RouteResponse>> = {
  400: { description: "One sentence that names the field and the rule" },
};

const bodyResponses: Readonly<Record<number, RouteResponse>> = {
  ...inputResponses,
  413: { description: "The request body is larger than 64 KiB" },
  415: { description: "Content-Type must be application/json" },
};

function operation(route: Route, components: Components, scopes: readonly string[] | undefined): Json {
  const { params, query, headers, body } = route;
  const hasInput = [params, query, headers].some((parameters) => Object.keys(parameters).length > 0);
  const input = body === undefined ? (hasInput ? inputResponses : {}) : bodyResponses;
  const raw = body?.type === "raw" ? body : undefined;
  // Components are listed in order of first use, so the body is registered before the responses.
  const requestBody = body && { required: true, content: raw ? rawContent(raw) : jsonContent(body, components) };
  const token = scopes === undefined ? {} : tokenResponses;
  const forbidden = { description: describeForbidden(route, scopes !== undefined) };
  const responses = Object.entries(
    withHeaders({ ...commonResponses, 403: forbidden, ...token, ...input, ...rawResponses(raw) }, route),
  );
  const requirement = scopes === undefined ? "" : ` Requires a token with the scope ${scopes.join(" or ")}.`;
  const open = route.withoutKey === undefined ? "" : ` Requires no API key: ${route.withoutKey}.`;
  return {
    operationId: route.name,
    summary: route.summary,
    description: `${route.summary}. All errors have the same shape.${requirement}${open}`,
    tags: [tagOf(route.path)],
    security: securityOf(route, scopes),
    ...(scopes === undefined ? {} : { "x-scopes": scopes }),
    ...(route.withoutKey === undefined ? {} : { "x-without-key": route.withoutKey }),
    ...errorNames(route),
    ...(streamsAnswers(route.responses) ? { "x-streamed": true } : {}),
    parameters: [...parametersIn("path", params), ...parametersIn("query", query), ...parametersIn("header", headers)],
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: Object.fromEntries(
      responses.map(([status, answer]) => [status, response(Number(status), answer, components)]),
    ),
  };
}

/** Returns the statuses of the declared errors in `x-errors`, keyed by name. The generated client reads it. */
function errorNames({ errors }: Route): Json {
  const statuses = Object.entries(errors).map(([name, { status }]) => [name, status] as const);
  return statuses.length === 0 ? {} : { "x-errors": Object.fromEntries(statuses) };
}

/**
 * Returns the responses of an operation. The gateway and the handler answer their statuses with headers, which stay when
 * the route declares the same status with its own description or schema.
 */
function withHeaders(
  common: Readonly<Record<number, RouteResponse>>,
  route: Route,
): Readonly<Record<number, RouteResponse>> {
  const all: Record<number, RouteResponse> = { ...common };
  for (const [status, declared] of Object.entries(withErrors(route))) {
    const own = Object.keys(declared.headers ?? {}).map((name) => name.toLowerCase());
    const sent = Object.entries(common[Number(status)]?.headers ?? {}).filter(
      ([name]) => !own.includes(name.toLowerCase()),
    );
    const headers = { ...Object.fromEntries(sent), ...declared.headers };
    all[Number(status)] = { ...declared, ...(Object.keys(headers).length === 0 ? {} : { headers }) };
  }
  return all;
}

/** Returns the responses of a route, with its declared errors by status. */
function withErrors({ responses, errors }: Route): Readonly<Record<number, RouteResponse>> {
  const all: Record<number, RouteResponse> = { ...responses };
  for (const { status, message } of Object.values(errors)) {
    const { description, ...rest } = all[status] ?? {};
    all[status] = { ...rest, description: description === undefined ? message : `${description}; ${message}` };
  }
  return all;
}

function rawResponses(raw: RawBody | undefined): Readonly<Record<number, RouteResponse>> {
  if (raw === undefined) return {};
  return {
    413: { description: `The request body is larger than ${raw.maxBytes} bytes` },
    415: { description: `Content-Type must be ${raw.contentType}` },
  };
}

function rawContent({ contentType, maxBytes }: RawBody): Json {
  return { [contentType]: { schema: { type: "string", format: "binary", maxLength: maxBytes } } };
}

function parametersIn(location: "path" | "query" | "header", parameters: Parameters): Json[] {
  return Object.entries(parameters).map(([name, parameter]) => ({
    name,
    in: location,
    ...parameter,
    required: location === "path" || parameter.required === true,
  }));
}

/**
 * Returns a response of the document. Its body is an error if the status is 400 or higher and the route has no schema.
 */
function response(
  status: number,
  { description, schema, contentType, headers = {} }: RouteResponse,
  components: Components,
): Json {
  const content = schema ?? (status >= 400 ? errorSchema : undefined);
  return {
    description,
    ...(contentType === undefined
      ? content && { content: jsonContent(content, components) }
      : { content: { [contentType]: { schema: schema ?? bodySchema(contentType) } } }),
    ...(Object.keys(headers).length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, words]) => [name, { description: words, schema: { type: "string" } }]),
          ),
        }),
  };
}

function bodySchema(contentType: string): Json {
  return { type: "string", ...(isTextType(contentType) ? {} : { format: "binary" }) };
}

function jsonContent(schema: object, components: Components): Json {
  return { "application/json": { schema: components.reference(schema) } };
}
