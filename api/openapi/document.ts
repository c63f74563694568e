import type { Parameters } from "../http/schemas";
import type { Route, RouteResponse } from "../route/resource";
import { Components, errorSchema } from "./schemas";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: Json & { readonly title: string; readonly version: string };
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
}

/** By name of the route, the scopes that a token needs one of, as tokens name them; other routes ask for none. */
export type TokenScopes = Readonly<Record<string, readonly string[]>>;

/** The complete OpenAPI 3.0 document that clients read. */
export function openApiDocument(title: string, routes: readonly Route[], tokens: TokenScopes = {}): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  const components = new Components();
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, components, tokens[route.name]);
  }
  return {
    openapi: "3.0.3",
    info: {
      title,
      version: "1.0.0",
      description: "Stored in DynamoDB, behind an API key. Errors have one shape, whoever answers them.",
      contact: { name: `The team that runs ${title}` },
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [server],
    tags: tagNames(routes).map((name) => ({ name, description: `Everything below /${name}` })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        apiKey: { type: "apiKey", name: "x-api-key", in: "header", description: "A key of one of the usage plans" },
        ...(Object.keys(tokens).length === 0 ? {} : { token: tokenScheme }),
      },
    },
  };
}

/** A bearer scheme of OpenAPI 3.0 knows no scopes: each operation names them itself, in its description and `x-scopes`. */
const tokenScheme: Json = {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description: "A token of who calls, besides the key",
};

/** Where API Gateway serves a stage. */
const server: Json = {
  url: "https://{apiId}.execute-api.{region}.amazonaws.com/{stage}",
  description: "The stack's output apiUrl",
  variables: {
    apiId: { default: "a1b2c3d4e5" },
    region: { default: "eu-central-1" },
    stage: { default: "v1" },
  },
};

/** First segment of a path: what its operations are grouped by. */
function tagOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function tagNames(routes: readonly Route[]): string[] {
  return [...new Set(routes.map(({ path }) => tagOf(path)))];
}

const retryAfter = {
  "Retry-After": "Seconds after which a retry makes sense; absent when the quota of the usage plan is used up",
};

/** What every operation may answer besides its own: the gateway's refusals and failures. */
const commonResponses: Readonly<Record<number, RouteResponse>> = {
  403: { description: "The API key is missing or not valid here" },
  429: { description: "Too many requests, or the quota of the usage plan is used up", headers: retryAfter },
  500: { description: "Internal server error" },
  503: {
    description: "The data layer is out of reach; try again after Retry-After seconds",
    headers: retryAfter,
  },
  504: { description: "The function took longer than the gateway waits" },
};

/** What an operation that asks for a token may answer besides. */
const tokenResponses: Readonly<Record<number, RouteResponse>> = {
  401: {
    description: "The token is missing, expired or not valid here",
    headers: { "WWW-Authenticate": "Bearer: that a token is asked for" },
  },
  403: { description: "The API key is missing or not valid here, or the token has none of the operation's scopes" },
};

/** What an operation with input may answer besides. */
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
  // Each where it comes first: what the body names stands before what the answers name.
  const requestBody = body && { required: true, content: jsonContent(body, components) };
  const token = scopes === undefined ? {} : tokenResponses;
  const responses = Object.entries({ ...commonResponses, ...token, ...input, ...route.responses });
  const asked = scopes === undefined ? "" : ` Needs a token with the scope ${scopes.join(" or ")}.`;
  return {
    operationId: route.name,
    summary: route.summary,
    description: `${route.summary}. Errors are answered in one shape.${asked}`,
    tags: [tagOf(route.path)],
    ...(scopes === undefined
      ? { security: [{ apiKey: [] }] }
      : { security: [{ apiKey: [], token: [] }], "x-scopes": scopes }),
    parameters: [...declared("path", params), ...declared("query", query), ...declared("header", headers)],
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: Object.fromEntries(
      responses.map(([status, answer]) => [status, response(Number(status), answer, components)]),
    ),
  };
}

function declared(location: "path" | "query" | "header", parameters: Parameters): Json[] {
  return Object.entries(parameters).map(([name, parameter]) => ({
    name,
    in: location,
    ...parameter,
    required: location === "path" || parameter.required === true,
  }));
}

/** Every answer from 400 on is an error of the one shape. */
function response(status: number, { description, schema, headers = {} }: RouteResponse, components: Components): Json {
  const content = schema ?? (status >= 400 ? errorSchema : undefined);
  return {
    description,
    ...(content === undefined ? {} : { content: jsonContent(content, components) }),
    ...(Object.keys(headers).length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, words]) => [name, { description: words, schema: { type: "string" } }]),
          ),
        }),
  };
}

function jsonContent(schema: object, components: Components): Json {
  return { "application/json": { schema: components.reference(schema) } };
}
