import type { OpenApiDocument } from "../../api/openapi/document";
import type { Target } from "../src/request";

type Json = Readonly<Record<string, unknown>>;

/** An operation of the document, with what the generated client contains of it. */
export interface DocumentOperation {
  readonly name: string;
  readonly target: Target;
  /** Statuses of the declared errors, keyed by name. */
  readonly errors: Readonly<Record<string, number>>;
  readonly parameters: readonly DocumentParameter[];
  readonly requestBody: DocumentBody | undefined;
  readonly responses: Readonly<Record<string, DocumentBody | undefined>>;
}

export interface DocumentParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
}

/** A request or response: schemas of its body, keyed by media type. */
export interface DocumentBody {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

/** Returns the operations of a document, in its order. */
export function operationsOf({ paths }: OpenApiDocument): DocumentOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): DocumentOperation => {
      const parameters = operation["parameters"] as DocumentParameter[];
      const requestBody = operation["requestBody"] as DocumentBody | undefined;
      const idempotent = parameters.some((each) => each.in === "header" && /^idempotency-key$/i.test(each.name));
      const contentType = rawType(requestBody);
      return {
        name: operation["operationId"] as string,
        target: {
          method: method.toUpperCase(),
          path,
          ...(idempotent ? { idempotent } : {}),
          ...(contentType === undefined ? {} : { contentType }),
        },
        errors: (operation["x-errors"] ?? {}) as Record<string, number>,
        parameters,
        requestBody,
        responses: operation["responses"] as DocumentOperation["responses"],
      };
    }),
  );
}

/** Returns the media type of a body that is sent unchanged; undefined for JSON. */
function rawType(body: DocumentBody | undefined): string | undefined {
  const [[type, { schema }] = ["", { schema: {} as Json }]] = Object.entries(body?.content ?? {});
  return type === "" || (type === "application/json" && schema["format"] !== "binary") ? undefined : type;
}

/** Resolves a reference to a component. */
export function resolve({ components }: OpenApiDocument, schema: Json | undefined): Json {
  const reference = schema?.["$ref"] as string | undefined;
  if (reference === undefined) return schema ?? {};
  return components.schemas[reference.split("/").pop()!] as Json;
}
