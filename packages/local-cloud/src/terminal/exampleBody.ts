import type { MethodDescription } from "../kernel/interfaces";

interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
}

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** The example that a program's document gives of a method's body; undefined where it gives none. */
export function exampleBody(document: object | undefined, method: MethodDescription): unknown {
  const { paths, components } = (document ?? {}) as Document;
  const operation = paths?.[method.resourcePath]?.[method.httpMethod.toLowerCase()];
  const schema = operation?.requestBody?.content?.["application/json"]?.schema;
  const name = schema?.$ref?.split("/").at(-1);
  return (name === undefined ? schema : components?.schemas?.[name])?.example;
}
