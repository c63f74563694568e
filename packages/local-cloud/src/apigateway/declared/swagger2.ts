type Json = Readonly<Record<string, any>>;

/**
 * Converts the parts of a Swagger 2.0 document that API Gateway reads to OpenAPI 3.0 (API Gateway Developer Guide,
 * "OpenAPI extensions"). Returns an OpenAPI 3 document unchanged.
 */
export function toOpenApi3(document: Json): Json {
  if (document["swagger"] === undefined) return document;
  const consumes = (document["consumes"] as string[] | undefined) ?? ["application/json"];
  const { swagger: _swagger, definitions, securityDefinitions, basePath, paths, ...rest } = document;
  return rewriteReferences({
    ...rest,
    openapi: "3.0.1",
    ...(basePath === undefined ? {} : { servers: [{ url: "/", variables: { basePath: { default: basePath } } }] }),
    components: { schemas: definitions ?? {}, securitySchemes: securityDefinitions ?? {} },
    paths: mapValues((paths ?? {}) as Json, (item) =>
      mapValues(item as Json, (operation) =>
        isOperation(operation) ? addRequestBody(operation, consumes) : operation,
      ),
    ),
  }) as Json;
}

function isOperation(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Replaces Swagger's body parameter with OpenAPI's request body. */
function addRequestBody(operation: Json, consumes: readonly string[]): Json {
  const parameters = (operation["parameters"] ?? []) as Json[];
  const body = parameters.find((parameter) => parameter["in"] === "body");
  if (body === undefined) return operation;
  const types = (operation["consumes"] as string[] | undefined) ?? consumes;
  return {
    ...operation,
    parameters: parameters.filter((parameter) => parameter !== body),
    requestBody: {
      required: body["required"] === true,
      content: Object.fromEntries(types.map((type) => [type, { schema: body["schema"] as unknown }])),
    },
  };
}

function rewriteReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteReferences);
  if (typeof value !== "object" || value === null) return value;
  return mapValues(value as Json, (inner, key) =>
    key === "$ref" && typeof inner === "string"
      ? inner.replace("#/definitions/", "#/components/schemas/")
      : rewriteReferences(inner),
  );
}

function mapValues(map: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
