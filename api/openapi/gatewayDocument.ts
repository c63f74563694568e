import { cacheKey, type DeclaredParameter } from "./cacheKey";
import type { OpenApiDocument } from "./document";
import { gatewayResponses } from "./gatewayResponses";
import { preflight } from "./preflight";

type Json = Readonly<Record<string, unknown>>;

export interface GatewayOptions {
  readonly corsOrigins: readonly string[];
  /** Invocation URI of the function behind each operationId. */
  readonly integrationUris: Readonly<Record<string, string>>;
  /** Who checks the tokens of the operations that ask for one. */
  readonly tokens?: GatewayTokens | undefined;
  /** Whether the stage has a cache. Each GET says then what keeps its answers apart: which are kept says the stage. */
  readonly hasCache?: boolean;
}

/** API Gateway's own security schemes, and which of them an operation has. */
export interface GatewayTokens {
  /** By name, each with its `x-amazon-apigateway-authorizer`. */
  readonly schemes: Readonly<Record<string, Json>>;
  /** By operationId: the scheme, and the scopes that the scheme itself is to look for. */
  readonly demands: Readonly<Record<string, { readonly scheme: string; readonly scopes: readonly string[] }>>;
}

/**
 * What API Gateway imports: the document without the keywords it does not support, with an integration for each
 * operation, a preflight mock for each path and gateway responses in our error shape.
 */
export function gatewayDocument(document: OpenApiDocument, options: GatewayOptions): Json {
  const { openapi, info, paths, components } = document;
  const { title, version } = info;
  return {
    openapi,
    info: { title, version },
    paths: Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, pathItem(operations, options)])),
    components: {
      schemas: Object.fromEntries(
        Object.entries(components.schemas).map(([name, schema]) => [name, supportedSchema(schema as Json)]),
      ),
      // The key's alone: a bearer scheme is nothing to API Gateway.
      securitySchemes: { apiKey: components.securitySchemes["apiKey"], ...options.tokens?.schemes },
    },
    "x-amazon-apigateway-gateway-responses": gatewayResponses(options.corsOrigins),
  };
}

function pathItem(operations: Readonly<Record<string, Json>>, options: GatewayOptions): Json {
  const { corsOrigins, integrationUris, hasCache = false } = options;
  const demands = options.tokens?.demands ?? {};
  const integrated = Object.entries(operations).map(([method, operation]) => {
    const { operationId: id, parameters } = operation as { operationId: string; parameters: DeclaredParameter[] };
    const uri = integrationUris[id];
    const demand = demands[id];
    const byToken = demand !== undefined;
    const key = hasCache && method === "get" ? cacheKey(parameters, { corsOrigins, byToken }) : undefined;
    // Side by side, as SAM writes them: to API Gateway each is asked for.
    const security = [{ apiKey: [] }, ...(demand === undefined ? [] : [{ [demand.scheme]: demand.scopes }])];
    // AWS_PROXY is always POST, whatever the method (recorded: gateway-responses/proxy-integration-method-not-post).
    const integration = { type: "aws_proxy", httpMethod: "POST", uri, ...key?.integration };
    const imported = supportedOperation({ ...operation, parameters: key?.parameters ?? parameters });
    return [method, { ...imported, security, "x-amazon-apigateway-integration": integration }] as const;
  });
  const methods = Object.keys(operations).map((method) => method.toUpperCase());
  const asksForToken = Object.values(operations).some((each) => demands[each["operationId"] as string] !== undefined);
  const declared = Object.values(operations).flatMap(headerNames);
  const headers = [...new Set([...(asksForToken ? ["Authorization"] : []), ...declared])];
  return { ...Object.fromEntries(integrated), options: preflight({ methods, headers }, corsOrigins) };
}

function headerNames({ parameters }: Json): string[] {
  return (parameters as DeclaredParameter[]).filter((parameter) => parameter.in === "header").map(({ name }) => name);
}

/**
 * Keywords of a JSON Schema that survive an import without a warning. Not here, because AWS drops or refuses them:
 * default, example, exclusiveMinimum, discriminator, readOnly, nullable ("Amazon API Gateway important notes").
 */
const supportedKeywords = [
  "$ref",
  "type",
  "description",
  "properties",
  "required",
  "items",
  "pattern",
  "enum",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
];

function supportedSchema(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => supportedKeywords.includes(keyword))
      .map(([keyword, value]): [string, unknown] => {
        if (keyword === "items") return [keyword, supportedSchema(value as Json)];
        if (keyword !== "properties") return [keyword, value];
        const properties = Object.entries(value as Readonly<Record<string, Json>>);
        return [keyword, Object.fromEntries(properties.map(([name, property]) => [name, supportedSchema(property)]))];
      }),
  );
}

function supportedOperation(operation: Json): Json {
  const { operationId, parameters, requestBody, responses } = operation;
  return {
    operationId,
    parameters: (parameters as Json[]).map(({ name, in: location, required, schema }) => ({
      name,
      in: location,
      required,
      schema: { type: (schema as Json)["type"] },
    })),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses,
  };
}
