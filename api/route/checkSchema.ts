import type { InputSchema, ObjectSchema } from "../http/schemas";
import { isMap } from "../shared/forms";
import { quote } from "../shared/quote";

/** Keywords that `checkValue` reads, by type. */
const checkedKeywords: Readonly<Record<InputSchema["type"], readonly string[]>> = {
  string: ["enum", "pattern", "minLength", "maxLength", "default"],
  integer: ["minimum", "maximum", "default"],
  number: ["minimum", "maximum", "default"],
  boolean: ["default"],
  array: ["items", "minItems", "maxItems"],
  object: ["properties", "required"],
};

/** Keywords that every schema may have and that need no check. */
const annotations = ["type", "title", "description", "example"];

/** The route or consumer to which a schema belongs. */
export interface SchemaOwner {
  /** For messages, such as `route getItem`. */
  readonly what: string;
  /** Keywords that describe values of the program's own, and that need no check. */
  readonly described?: readonly string[];
}

/** Checks a schema whose values are objects. */
export function* checkObjectSchema(owner: SchemaOwner, field: string, schema: ObjectSchema): Generator<string> {
  const type: string = isMap(schema) ? String(schema.type) : "";
  if (type === "object" || !Object.hasOwn(checkedKeywords, type)) yield* checkSchema(owner, field, schema);
  else yield `${owner.what}: ${field} has the type ${type}, and must have the type object`;
}

/** Rejects keywords that no code checks: the document would publish a rule that the function does not enforce. */
export function* checkSchema(
  { what, described = [] }: SchemaOwner,
  field: string,
  schema: InputSchema,
): Generator<string> {
  if (!isMap(schema)) {
    yield `${what}: the schema of ${field} is ${quote(schema)}, and must be an object with a type`;
    return;
  }
  const known = Object.hasOwn(checkedKeywords, schema.type) ? checkedKeywords[schema.type] : undefined;
  if (known === undefined) {
    yield `${what}: ${field} has the type ${String(schema.type)}; types are ${Object.keys(checkedKeywords).join(", ")}`;
    return;
  }
  for (const keyword of Object.keys(schema)) {
    if ([...known, ...annotations, ...described].includes(keyword)) continue;
    yield `${what}: ${field} has the keyword ${keyword}, which is not checked; keywords of type ${schema.type} are ${known.join(", ")}`;
  }
  if (schema.type === "array") yield* checkSchema({ what, described }, `${field}[]`, schema.items);
  if (schema.type !== "object") return;
  if (!isMap(schema.properties)) {
    yield `${what}: the properties of ${field} are ${quote(schema.properties)}, and must be schemas, keyed by name`;
    return;
  }
  for (const [property, inner] of Object.entries(schema.properties))
    yield* checkSchema({ what, described }, property, inner);
  for (const property of schema.required ?? []) {
    if (!Object.hasOwn(schema.properties, property)) {
      yield `${what}: ${field} requires ${property}, which is not among its properties`;
    }
  }
}
