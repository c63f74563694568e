import * as pulumi from "@pulumi/pulumi";
import type { Route } from "../routes";
import { parameters, responseHeaders, schemas, type RouteResponse } from "./vocabulary";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: Json & { readonly title: string; readonly version: string };
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
}

/** The complete OpenAPI 3.0 document that clients read. @throws pulumi.RunError for two routes of one method and path. */
export function openApiDocument(title: string, routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const item = (paths[route.path] ??= {});
    const method = route.method.toLowerCase();
    if (item[method] !== undefined) {
      const other = String(item[method]["operationId"]);
      throw new pulumi.RunError(`routes ${other} and ${route.name} are both ${route.method} ${route.path}`);
    }
    item[method] = operation(route);
  }
  return {
    openapi: "3.0.3",
    info: {
      title,
      version: "1.0.0",
      description: "Items, stored in DynamoDB, behind an API key. Errors have one shape, whoever answers them.",
      contact: { name: `The team that runs ${title}` },
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [server],
    tags: tagNames(routes).map((name) => ({ name, description: `Everything below /${name}` })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: "apiKey", name: "x-api-key", in: "header", description: "A key of one of the usage plans" },
      },
    },
  };
}

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

/** What every operation may answer besides its own: the gateway's refusals and failures. */
const commonResponses: Readonly<Record<number, RouteResponse>> = {
  403: { description: "The API key is missing or not valid here", schema: "Error" },
  429: {
    description: "Too many requests, or the quota of the usage plan is used up",
    schema: "Error",
    headers: ["Retry-After"],
  },
  500: { description: "Internal server error", schema: "Error" },
  503: {
    description: "The data layer is out of reach; try again after Retry-After seconds",
    schema: "Error",
    headers: ["Retry-After"],
  },
  504: { description: "The function took longer than the gateway waits", schema: "Error" },
};

/** What an operation with input may answer besides. */
const inputResponses: Readonly<Record<number, RouteResponse>> = {
  400: { description: "One sentence that names the field and the rule", schema: "Error" },
};

const bodyResponses: Readonly<Record<number, RouteResponse>> = {
  ...inputResponses,
  413: { description: "The request body is larger than 64 KiB", schema: "Error" },
  415: { description: "Content-Type must be application/json", schema: "Error" },
};

function operation(route: Route): Json {
  const input = route.body === undefined ? (route.parameters ? inputResponses : {}) : bodyResponses;
  const responses = Object.entries({ ...commonResponses, ...input, ...route.responses });
  return {
    operationId: route.name,
    summary: route.summary,
    description: `${route.summary}. Errors are answered in one shape.`,
    tags: [tagOf(route.path)],
    security: [{ apiKey: [] }],
    parameters: [...pathParameters(route.path), ...declaredParameters(route)],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: jsonContent(route.body) } }),
    responses: Object.fromEntries(responses.map(([status, answer]) => [status, response(answer)])),
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    description: `The ${name} of what the path names`,
    schema: { type: "string" },
    example: "0f8fad5b-d9cb-469f-a165-70867728950e",
  }));
}

function declaredParameters(route: Route): Json[] {
  return (route.parameters ?? []).map((name) => ({ name, required: false, ...parameters[name] }));
}

function response({ description, schema, headers = [] }: RouteResponse): Json {
  return {
    description,
    ...(schema === undefined ? {} : { content: jsonContent(schema) }),
    ...(headers.length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            headers.map((name) => [name, { description: responseHeaders[name], schema: { type: "string" } }]),
          ),
        }),
  };
}

function jsonContent(schema: string): Json {
  return { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } };
}
