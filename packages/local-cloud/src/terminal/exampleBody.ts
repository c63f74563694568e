import type { MethodDescription } from "../kernel/interfaces";

type Json = Readonly<Record<string, unknown>>;

/** How many schemas are read for one example: each property of a tree may be the tree. */
const mostSchemas = 1_000;

/** How far references and schemas are followed: documents may refer in circles. */
const deepest = 8;

/** The example that a program's document gives of a method's body; undefined where it gives none. */
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

/** The body as JSON, else as the first type; of OpenAPI 2, the schema of the parameter that is the body. */
function mediaOf(read: Reader, operation: Json): Json | undefined {
  const content = Object.entries(read.object(read.object(operation["requestBody"])["content"]));
  const [, media] = content.find(([type]) => /json/i.test(type)) ?? content[0] ?? [];
  if (media !== undefined) return read.object(media);
  const parameters = Array.isArray(operation["parameters"])
    ? operation["parameters"].map((each) => read.object(each))
    : [];
  return parameters.find((parameter) => parameter["in"] === "body");
}

/** Reads a document whose parts may be references, of any shape. */
class Reader {
  /** How many schemas have been read for an example. */
  private schemas = 0;

  constructor(private readonly document: object) {}

  /** A part, behind its references; empty where it is no object. */
  object(value: unknown): Json {
    let found = value;
    for (let depth = 0; depth < deepest; depth += 1) {
      if (typeof found !== "object" || found === null) return {};
      const { $ref: reference } = found as Json;
      if (typeof reference !== "string") return found as Json;
      found = this.at(reference);
    }
    return {};
  }

  /** A value that a schema names itself, or one put together of the values that its properties name. */
  example(value: unknown, depth = 0): unknown {
    this.schemas += 1;
    if (depth > deepest || this.schemas > mostSchemas) return undefined;
    const schema = this.object(value);
    const [first] = Array.isArray(schema["examples"]) ? (schema["examples"] as unknown[]) : [];
    const given = schema["example"] ?? first ?? schema["default"] ?? schema["const"];
    if (given !== undefined) return given;
    if (Array.isArray(schema["enum"])) return schema["enum"][0] as unknown;
    if (Array.isArray(schema["allOf"])) {
      return merged(schema["allOf"].map((part) => this.example(part, depth + 1)));
    }
    const [choice] = [schema["oneOf"], schema["anyOf"]].flatMap((parts) =>
      Array.isArray(parts) ? (parts as unknown[]) : [],
    );
    if (choice !== undefined) return this.example(choice, depth + 1);
    if (schema["items"] !== undefined) {
      const item = this.example(schema["items"], depth + 1);
      return item === undefined ? undefined : [item];
    }
    return merged(
      Object.entries(this.object(schema["properties"])).map(([name, property]) => {
        const inner = this.example(property, depth + 1);
        return inner === undefined ? undefined : { [name]: inner };
      }),
    );
  }

  /** JSON pointer of a fragment, `#/components/schemas/item` (RFC 6901). */
  private at(reference: string): unknown {
    if (!reference.startsWith("#/")) return undefined;
    const names = reference.slice(2).split("/");
    return names.reduce<unknown>((value, name) => {
      const key = decodedPart(name).replaceAll("~1", "/").replaceAll("~0", "~");
      return typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Json)[key]
        : undefined;
    }, this.document);
  }
}

function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Undefined where no part has a value. */
function merged(parts: readonly unknown[]): unknown {
  const objects = parts.filter((part) => typeof part === "object" && part !== null);
  return objects.length === 0 ? undefined : (Object.assign({}, ...objects) as unknown);
}
