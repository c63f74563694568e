import { Refusal } from "../../kernel/errors";
import { importAuthorizer } from "./authorizers";
import { readBasePath } from "./basePath";
import { checkDocument } from "./documentChecks";
import { own } from "../exchange/exchange";
import { checkResponseType } from "../exchange/gatewayResponses";
import type { ApiDefinition, GatewayResponse, Integration, IntegrationResponse, Method, Validator } from "./model";
import { toOpenApi3 } from "./swagger2";
import { parseYaml } from "./yamlText";

type Json = Readonly<Record<string, any>>;

const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch"];
const anyMethod = "x-amazon-apigateway-any-method";

/** Maximum timeout of an integration (API Gateway quotas). */
export const maxIntegrationMillis = 29_000;

/** Maximum timeout of a streaming integration (API Gateway Developer Guide, "Stream the integration response"). */
const maxStreamMillis = 900_000;

/**
 * Reads an OpenAPI 3.0 or Swagger 2.0 document, JSON or YAML, as API Gateway imports it.
 *
 * @param resource name of the API in error messages.
 * @param basePathMode `ignore`, `prepend` or `split`.
 * @throws Refusal for a document that API Gateway rejects (recorded: openapi-import/unreadable-json).
 */
export function importDocument(resource: string, text: string, basePathMode?: unknown): ApiDefinition {
  const document = toOpenApi3(readDocument(resource, text));
  checkDocument(resource, document);
  const basePath = readBasePath(document, basePathMode);
  const gatewayResponses = (document["x-amazon-apigateway-gateway-responses"] ?? {}) as Record<string, Json>;
  for (const responseType of Object.keys(gatewayResponses)) checkResponseType(resource, responseType);
  const minimumCompressionSize = compressionSize(document["x-amazon-apigateway-minimum-compression-size"]);
  const policy = document["x-amazon-apigateway-policy"] as object | undefined;
  const endpoint = document["x-amazon-apigateway-endpoint-configuration"] as Json | undefined;
  return {
    ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
    ...(endpoint?.["disableExecuteApiEndpoint"] === true ? { isEndpointDisabled: true } : {}),
    ...(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }),
    methods: Object.entries((document["paths"] ?? {}) as Record<string, Json>).flatMap(([path, item]) =>
      importMethods(document, path === "/" && basePath !== "" ? basePath : `${basePath}${path}`, item),
    ),
    models: (document["components"]?.schemas ?? {}) as Json,
    gatewayResponses: Object.fromEntries(
      Object.entries(gatewayResponses).map(([type, override]) => [type, gatewayResponse(override)]),
    ),
    binaryMediaTypes: (document["x-amazon-apigateway-binary-media-types"] ?? []) as string[],
    apiKeySource:
      String(document["x-amazon-apigateway-api-key-source"]).toUpperCase() === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
  };
}

/** Returns RestApi's `minimumCompressionSize` in bytes; undefined if compression is disabled. */
export function compressionSize(value: unknown): number | undefined {
  const size = value === undefined || value === null || value === "" ? -1 : Number(value);
  return size >= 0 ? size : undefined;
}

export function readDocument(resource: string, text: string): Json {
  let document: unknown;
  try {
    // JSON parses much faster than YAML, and most documents are JSON.
    document = JSON.parse(text);
  } catch {
    document = yamlOf(text);
  }
  const known = document as { openapi?: unknown; swagger?: unknown } | null | undefined;
  if (typeof document === "object" && (known?.openapi ?? known?.swagger) !== undefined) return document as Json;
  const message = "Invalid OpenAPI input.";
  throw new Refusal(resource, { statusCode: 400, code: "BadRequestException", message });
}

function yamlOf(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}

function importMethods(document: Json, path: string, item: Json): Method[] {
  const validators = (document["x-amazon-apigateway-request-validators"] ?? {}) as Record<string, Json>;
  const defaultValidator = document["x-amazon-apigateway-request-validator"] as string | undefined;
  const schemes = (document["components"]?.securitySchemes ?? {}) as Json;
  return Object.entries(item)
    .filter(([key]) => httpMethods.includes(key) || key === anyMethod)
    .map(([key, operation]): Method => {
      const validator = own(validators, String(operation["x-amazon-apigateway-request-validator"] ?? defaultValidator));
      return {
        httpMethod: key === anyMethod ? "ANY" : key.toUpperCase(),
        resourceId: resourceId(path),
        resourcePath: path,
        ...(operation.operationId === undefined ? {} : { operationName: String(operation.operationId) }),
        ...authorizationOf(operation, schemes),
        apiKeyRequired: requiresKey(operation, schemes),
        requestParameters: requestParameters(path, [...(item["parameters"] ?? []), ...(operation.parameters ?? [])]),
        requestModels: requestModels(operation),
        ...(validator === undefined ? {} : { validator: validatorOf(validator) }),
        integration: importIntegration(operation["x-amazon-apigateway-integration"] as Json | undefined),
      };
    });
}

/** Returns six letters and digits that depend only on the path. */
function resourceId(path: string): string {
  let hash = 7;
  for (const character of path) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  return hash.toString(36).padStart(6, "0").slice(-6);
}

/** Returns the apiKey schemes of an operation. Top-level `security` does not apply. */
function schemesOf(operation: Json, schemes: Json): Json[] {
  return ((operation["security"] ?? []) as Json[])
    .flatMap((requirement) => Object.keys(requirement))
    .map((name) => own(schemes, name) as Json | undefined)
    .filter((scheme) => scheme?.["type"] === "apiKey") as Json[];
}

/** True if an operation has an x-api-key scheme without an authorizer. */
function requiresKey(operation: Json, schemes: Json): boolean {
  return schemesOf(operation, schemes).some(
    (scheme) =>
      String(scheme["name"]).toLowerCase() === "x-api-key" && scheme["x-amazon-apigateway-authorizer"] === undefined,
  );
}

/** Returns the authorization of an operation, from its first scheme with an authorizer. */
function authorizationOf(operation: Json, schemes: Json): Pick<Method, "authorization" | "authorizer" | "scopes"> {
  // API Gateway's extension for IAM authorization is not a security scheme.
  if (operation["x-amazon-apigateway-auth"]?.type === "AWS_IAM") return { authorization: "AWS_IAM", scopes: [] };
  for (const [name, scopes] of ((operation["security"] ?? []) as Json[]).flatMap((each) => Object.entries(each))) {
    const scheme = own(schemes, name) as Json | undefined;
    if (scheme?.["type"] !== "apiKey") continue;
    const type = String(scheme["x-amazon-apigateway-authtype"] ?? "").toLowerCase();
    if (type === "awssigv4") return { authorization: "AWS_IAM", scopes: [] };
    const authorizer = importAuthorizer(name, scheme);
    if (authorizer === undefined && type === "") continue;
    const ofPools = type === "cognito_user_pools" || authorizer?.type === "COGNITO_USER_POOLS";
    return {
      authorization: ofPools ? "COGNITO_USER_POOLS" : "CUSTOM",
      ...(authorizer === undefined ? {} : { authorizer }),
      scopes: scopes as string[],
    };
  }
  return { authorization: "NONE", scopes: [] };
}

/** Maps parameters to "required". Undeclared path parameters are required (recorded: openapi-import/cors-item-get). */
export function requestParameters(path: string, declared: readonly Json[]): Record<string, boolean> {
  const locations: Record<string, string> = { query: "querystring", header: "header", path: "path" };
  const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(
    ([, name]) => [`method.request.path.${name}`, true] as const,
  );
  const named = declared
    .filter((parameter) => own(locations, String(parameter["in"])) !== undefined)
    .map(({ in: location, name, required }) => {
      return [`method.request.${locations[String(location)]}.${String(name)}`, required === true] as const;
    });
  return Object.fromEntries([...inPath, ...named]);
}

function requestModels(operation: Json): Record<string, string> {
  const content = Object.entries((operation["requestBody"]?.content ?? {}) as Record<string, Json>);
  return Object.fromEntries(
    content
      .map(
        ([type, { schema }]) =>
          [
            type,
            String(schema?.$ref ?? "")
              .split("/")
              .pop() ?? "",
          ] as const,
      )
      .filter(([, model]) => model !== ""),
  );
}

function validatorOf(validator: Json): Validator {
  return {
    parameters: validator["validateRequestParameters"] === true,
    body: validator["validateRequestBody"] === true,
  };
}

function importIntegration(integration: Json = {}): Integration {
  const behavior = String(integration["passthroughBehavior"] ?? "when_no_match").toUpperCase();
  return {
    type: String(integration["type"] ?? "").toUpperCase(),
    ...pickTexts(integration, ["httpMethod", "uri", "credentials", "cacheNamespace"]),
    requestParameters: texts(integration["requestParameters"]),
    requestTemplates: texts(integration["requestTemplates"]),
    passthroughBehavior: behavior as Integration["passthroughBehavior"],
    ...transferOf(integration["responseTransferMode"], integration["timeoutInMillis"]),
    responses: Object.entries((integration["responses"] ?? {}) as Record<string, Json>).map(integrationResponse),
    cacheKeyParameters: (integration["cacheKeyParameters"] ?? []) as string[],
  };
}

function integrationResponse([pattern, response]: [string, Json]): IntegrationResponse {
  return {
    ...(pattern === "default" ? {} : { selectionPattern: pattern }),
    statusCode: Number(response["statusCode"]),
    responseParameters: texts(response["responseParameters"]),
    responseTemplates: texts(response["responseTemplates"]),
  };
}

export function gatewayResponse(override: Json): GatewayResponse {
  return {
    ...(override["statusCode"] === undefined ? {} : { statusCode: Number(override["statusCode"]) }),
    responseParameters: texts(override["responseParameters"]),
    responseTemplates: texts(override["responseTemplates"]),
  };
}

/** Returns the transfer mode and the timeout, limited to the maximum of the mode. */
export function transferOf(
  mode: unknown,
  timeoutMillis: unknown,
): Pick<Integration, "responseTransferMode" | "timeoutMillis"> {
  const streams = String(mode).toUpperCase() === "STREAM";
  const most = streams ? maxStreamMillis : maxIntegrationMillis;
  return {
    ...(streams ? { responseTransferMode: "STREAM" } : {}),
    timeoutMillis: Math.min(Number(timeoutMillis ?? maxIntegrationMillis), most),
  };
}

/** Returns the listed properties that are defined, as strings. */
export function pickTexts<const Name extends string>(
  properties: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  const found = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(found.map((name) => [name, String(properties[name])])) as { [N in Name]?: string };
}

/**
 * Returns the string values of a map. AWS drops others with a warning (recorded:
 * openapi-import/non-text-mapping-dropped).
 */
export function texts(map: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((map ?? {}) as Json).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
