import type { MethodDescription } from "../kernel/interfaces/apis";
import { followReference } from "../kernel/jsonPointer";

type Json = Readonly<Record<string, unknown>>;

/** Maximum number of schemas that are read for one example; recursive schemas grow exponentially. */
const maxSchemas = 1_000;

/** Maximum depth of references and schemas; documents can contain cycles. */
const maxDepth = 8;

/** Returns the example of a method's request body in an OpenAPI document; undefined without an example. */
export function exampleBody(
  document: object | undefined,
  { resourcePath, httpMethod }: Pick<MethodDescription, "resourcePath" | "httpMethod">,
): unknown {
  const read = new Reader(document ?? {});
  const path = read.object(read.object(read.object(document)["paths"])[resourcePath]);
  const operation = read.object(path[httpMethod.toLowerCase()] ?? path["x-amazon-apigateway-any-method"]);
  const media = mediaOf(read, operation);
  if (media === undefined) return undefined;
  const [named] = Object.values(read.object(media["examples"]));
  return media["example"] ?? read.object(named)["value"] ?? read.example(media["schema"]);
}

/** Returns the JSON media type of a body, else its first one. In OpenAPI 2, a parameter contains the schema. */
function mediaOf(read: Reader, operation: Json): Json | undefined {
  const content = Object.entries(read.object(read.object(operation["requestBody"])["content"]));
  const [, media] = content.find(([type]) => /json/i.test(type)) ?? content[0] ?? [];
  if (media !== undefined) return read.object(media);
  const parameters = Array.isArray(operation["parameters"])
    ? operation["parameters"].map((each) => read.object(each))
    : [];
  return parameters.find((parameter) => parameter["in"] === "body");
}

/** Reads an untrusted document and resolves its references. */
class Reader {
  /** Number of schemas read for an example. */
  private schemas = 0;

  constructor(private readonly document: object) {}

  /** Resolves references; returns an empty object if the result is not an object. */
  object(value: unknown): Json {
    let found = value;
    for (let depth = 0; depth < maxDepth; depth += 1) {
      if (typeof found !== "object" || found === null) return {};
      const { $ref: reference } = found as Json;
      if (typeof reference !== "string") return found as Json;
      found = followReference(this.document, reference);
    }
    return {};
  }

  /** Returns the example in a schema, or builds one from the examples of its properties. */
  example(value: unknown, depth = 0): unknown {
    this.schemas += 1;
    if (depth > maxDepth || this.schemas > maxSchemas) return undefined;
    const schema = this.object(value);
    const [first] = Array.isArray(schema["examples"]) ? (schema["examples"] as unknown[]) : [];
    const given = schema["example"] ?? first ?? schema["default"] ?? schema["const"];
    if (given !== undefined) return given;
    if (Array.isArray(schema["enum"])) return schema["enum"][0] as unknown;
    if (Array.isArray(schema["allOf"])) {
      return mergeValues(schema["allOf"].map((part) => this.example(part, depth + 1)));
    }
    const [choice] = [schema["oneOf"], schema["anyOf"]].flatMap((parts) =>
      Array.isArray(parts) ? (parts as unknown[]) : [],
    );
    if (choice !== undefined) return this.example(choice, depth + 1);
    if (schema["items"] !== undefined) {
      const item = this.example(schema["items"], depth + 1);
      return item === undefined ? undefined : [item];
    }
    return mergeValues(
      Object.entries(this.object(schema["properties"])).map(([name, property]) => {
        const inner = this.example(property, depth + 1);
        return inner === undefined ? undefined : { [name]: inner };
      }),
    );
  }
}

/** Merges the parts of `allOf`; undefined if none has a value. */
function mergeValues(parts: readonly unknown[]): unknown {
  const objects = parts.filter((part) => typeof part === "object" && part !== null);
  return objects.length === 0 ? undefined : (Object.assign({}, ...objects) as unknown);
}
