import * as pulumi from "@pulumi/pulumi";
import type { Route } from "../routes";
import { parameters, responseHeaders, schemas, type RouteResponse } from "./vocabulary";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
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
    info: { title, version: "1.0.0", description: "Items, stored in DynamoDB, behind an API key." },
    paths,
    components: {
      schemas,
      securitySchemes: { apiKey: { type: "apiKey", name: "x-api-key", in: "header" } },
    },
  };
}

/** What every operation may answer besides its own: the gateway's refusals and failures. */
const commonResponses: Readonly<Record<number, RouteResponse>> = {
  403: { description: "The API key is missing or not valid here", schema: "Error" },
  429: { description: "Too many requests, or the quota of the usage plan is used up", schema: "Error" },
  500: { description: "Internal server error", schema: "Error" },
  503: { description: "The data layer is out of reach; try again after Retry-After seconds", schema: "Error" },
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
    schema: { type: "string" },
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
