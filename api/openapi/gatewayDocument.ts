import { cacheKey, type DeclaredParameter } from "./cacheKey";
import type { OpenApiDocument } from "./document";
import { gatewayResponses } from "./gatewayResponses";
import { preflight } from "./preflight";

type Json = Readonly<Record<string, unknown>>;

export interface GatewayOptions {
  readonly corsOrigins: readonly string[];
  /** Invocation URIs of the functions, keyed by operationId. */
  readonly integrationUris: Readonly<Record<string, string>>;
  /** Undefined if no operation requires a token. */
  readonly tokens?: GatewayTokens | undefined;
  /**
   * True if the stage has a cache. Adds cache keys to every GET operation. The stage decides which routes are cached.
   */
  readonly hasCache?: boolean;
  /** Timeouts of the functions in seconds, keyed by operationId. Only those of streamed answers matter. */
  readonly timeouts?: Readonly<Record<string, number>>;
}

/** Authorizers of API Gateway, and the operations that they protect. */
export interface GatewayTokens {
  /** Security schemes with an `x-amazon-apigateway-authorizer`, keyed by name. */
  readonly schemes: Readonly<Record<string, Json>>;
  /** Scheme of each operation, keyed by operationId, with the scopes that API Gateway itself checks. */
  readonly demands: Readonly<Record<string, { readonly scheme: string; readonly scopes: readonly string[] }>>;
}

/**
 * Returns the document for API Gateway's import. It omits unsupported keywords, and adds an integration to each
 * operation, a preflight to each path, and the gateway responses.
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
      // The bearer scheme of the document is omitted, because API Gateway does not support it.
      securitySchemes: { apiKey: components.securitySchemes["apiKey"], ...options.tokens?.schemes },
    },
    "x-amazon-apigateway-gateway-responses": gatewayResponses(options.corsOrigins),
    ...binaryMediaTypes(paths),
  };
}

function pathItem(operations: Readonly<Record<string, Json>>, options: GatewayOptions): Json {
  const { corsOrigins, integrationUris, hasCache = false, timeouts = {} } = options;
  const demands = options.tokens?.demands ?? {};
  const integrated = Object.entries(operations).map(([method, operation]) => {
    const { operationId: id, parameters } = operation as { operationId: string; parameters: DeclaredParameter[] };
    const streams = operation["x-streamed"] === true;
    const demand = demands[id];
    const byToken = demand !== undefined;
    const key = hasCache && method === "get" && !streams ? cacheKey(parameters, { corsOrigins, byToken }) : undefined;
    // API Gateway requires all listed schemes. In OpenAPI, separate entries would be alternatives. SAM lists them like
    // this.
    const reason = operation["x-without-key"];
    const security = [
      ...(reason === undefined ? [{ apiKey: [] }] : []),
      ...(demand === undefined ? [] : [{ [demand.scheme]: demand.scopes }]),
    ];
    // Lambda is always called with POST (recorded case: gateway-responses/proxy-integration-method-not-post).
    const call = streams ? streamedCall(integrationUris[id], timeouts[id]) : { uri: integrationUris[id] };
    const integration = { type: "aws_proxy", httpMethod: "POST", ...call, ...key?.integration };
    const imported = supportedOperation({ ...operation, parameters: key?.parameters ?? parameters });
    // The policy api-method-auth accepts an open operation with its reason.
    const open = security.length === 0 ? { description: `Open: ${String(reason)}` } : {};
    return [method, { ...imported, ...open, security, "x-amazon-apigateway-integration": integration }] as const;
  });
  const methods = Object.keys(operations).map((method) => method.toUpperCase());
  const requiresToken = Object.values(operations).some((each) => demands[each["operationId"] as string] !== undefined);
  const declared = Object.values(operations).flatMap(headerNames);
  const headers = [...new Set([...(requiresToken ? ["Authorization"] : []), ...declared])];
  return { ...Object.fromEntries(integrated), options: preflight({ methods, headers }, corsOrigins) };
}

/**
 * Returns the parts of an integration that streams the function's answer. Its timeout is that of the function, and at
 * least the 29 seconds of other integrations (API Gateway Developer Guide, "Set up a Lambda proxy integration with
 * payload response streaming in API Gateway").
 */
function streamedCall(uri: string | undefined, timeoutSeconds = 0): Json {
  return {
    uri: uri?.replace("/2015-03-31/", "/2021-11-15/").replace(/\/invocations$/, "/response-streaming-invocations"),
    responseTransferMode: "STREAM",
    timeoutInMillis: Math.max(timeoutSeconds, 29) * 1000,
  };
}

/** Lists the media types of raw bodies, which API Gateway passes to functions unchanged, in base64. */
function binaryMediaTypes(paths: OpenApiDocument["paths"]): Json {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const types = operations.flatMap(({ requestBody }) => {
    const { content = {} } = (requestBody ?? {}) as { readonly content?: Readonly<Record<string, { schema: Json }>> };
    return Object.entries(content).flatMap(([type, { schema }]) => (schema["format"] === "binary" ? [type] : []));
  });
  if (types.length === 0) return {};
  return { "x-amazon-apigateway-binary-media-types": [...new Set(types)].sort() };
}

function headerNames({ parameters }: Json): string[] {
  return (parameters as DeclaredParameter[]).filter((parameter) => parameter.in === "header").map(({ name }) => name);
}

/**
 * Keywords of JSON Schema that API Gateway imports without a warning. It ignores or rejects default, example,
 * exclusiveMinimum, discriminator, readOnly and nullable ("Amazon API Gateway important notes").
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
