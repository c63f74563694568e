import type { Api, GatewayResponse, Integration, IntegrationResponse, Method, Validator } from "./model";

type Json = Readonly<Record<string, any>>;

const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch"];
const anyMethod = "x-amazon-apigateway-any-method";

/** The longest that API Gateway waits for an integration (API Gateway quotas). */
export const maxIntegrationMillis = 29_000;

/**
 * Reads an OpenAPI 3.0 document as API Gateway imports it.
 *
 * @throws Error for what API Gateway refuses.
 */
export function importDocument(id: string, name: string, document: Json): Api {
  const validators = (document["x-amazon-apigateway-request-validators"] ?? {}) as Record<string, Json>;
  const defaultValidator = document["x-amazon-apigateway-request-validator"] as string | undefined;
  const schemes = (document["components"]?.securitySchemes ?? {}) as Json;
  const methods = Object.entries((document["paths"] ?? {}) as Record<string, Json>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([key]) => httpMethods.includes(key) || key === anyMethod)
      .map(([key, operation]): Method => {
        const validator = validators[String(operation["x-amazon-apigateway-request-validator"] ?? defaultValidator)];
        return {
          httpMethod: key === anyMethod ? "ANY" : key.toUpperCase(),
          resourceId: resourceId(path),
          resourcePath: path,
          ...(operation.operationId === undefined ? {} : { operationName: String(operation.operationId) }),
          apiKeyRequired: requiresKey(operation, schemes),
          requestParameters: requestParameters(path, [...(item["parameters"] ?? []), ...(operation.parameters ?? [])]),
          requestModels: requestModels(operation),
          ...(validator === undefined ? {} : { validator: validatorOf(validator) }),
          integration: importIntegration(operation["x-amazon-apigateway-integration"] as Json | undefined),
        };
      }),
  );
  return {
    id,
    name,
    methods,
    models: (document["components"]?.schemas ?? {}) as Json,
    gatewayResponses: gatewayResponses(
      (document["x-amazon-apigateway-gateway-responses"] ?? {}) as Record<string, Json>,
    ),
    binaryMediaTypes: (document["x-amazon-apigateway-binary-media-types"] ?? []) as string[],
  };
}

/** Six letters and digits, the same for the same path. */
function resourceId(path: string): string {
  let hash = 7;
  for (const character of path) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  return hash.toString(36).padStart(6, "0").slice(-6);
}

/** Only an operation's own `security` counts, with an apiKey scheme that carries no authorizer. */
function requiresKey(operation: Json, schemes: Json): boolean {
  const requirements = (operation["security"] ?? []) as Json[];
  return requirements
    .flatMap((requirement) => Object.keys(requirement))
    .map((name) => schemes[name] as Json | undefined)
    .some(
      (scheme) =>
        scheme?.["type"] === "apiKey" &&
        String(scheme["name"]).toLowerCase() === "x-api-key" &&
        scheme["x-amazon-apigateway-authorizer"] === undefined,
    );
}

/** A path parameter that the document does not declare becomes a required one (recorded: openapi-import/cors-item-get). */
function requestParameters(path: string, declared: readonly Json[]): Record<string, boolean> {
  const locations: Record<string, string> = { query: "querystring", header: "header", path: "path" };
  const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(
    ([, name]) => [`method.request.path.${name}`, true] as const,
  );
  const named = declared
    .filter((parameter) => locations[String(parameter["in"])] !== undefined)
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
    ...(integration["httpMethod"] === undefined ? {} : { httpMethod: String(integration["httpMethod"]) }),
    ...(integration["uri"] === undefined ? {} : { uri: String(integration["uri"]) }),
    requestParameters: texts(integration["requestParameters"]),
    requestTemplates: texts(integration["requestTemplates"]),
    passthroughBehavior: behavior as Integration["passthroughBehavior"],
    timeoutMillis: Math.min(Number(integration["timeoutInMillis"] ?? maxIntegrationMillis), maxIntegrationMillis),
    responses: Object.entries((integration["responses"] ?? {}) as Record<string, Json>).map(integrationResponse),
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

function gatewayResponses(overrides: Record<string, Json>): Record<string, GatewayResponse> {
  return Object.fromEntries(
    Object.entries(overrides).map(([type, override]) => [
      type,
      {
        ...(override["statusCode"] === undefined ? {} : { statusCode: Number(override["statusCode"]) }),
        responseParameters: texts(override["responseParameters"]),
        responseTemplates: texts(override["responseTemplates"]),
      },
    ]),
  );
}

/** Values that are text; others are dropped, with a warning on AWS (recorded: openapi-import/non-text-mapping-dropped). */
function texts(map: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((map ?? {}) as Json).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
