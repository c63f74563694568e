type Json = Readonly<Record<string, unknown>>;

/** The body of every error. */
export const errorSchema = {
  title: "Error",
  type: "object",
  description: "The body of every error, including those of API Gateway.",
  required: ["error", "requestId"],
  properties: {
    error: { type: "string", description: "one sentence" },
    code: { type: "string", description: "name of a declared error; absent for other errors" },
    requestId: { type: "string", description: "identifies the request in the access log and in the function's log" },
  },
  example: { error: "name is required", requestId: "5e0f7a1c-3b7e-4c0a-9d7b-1f6a2c9e8d10" },
};

/** Collects the schemas that have a title. The document contains each once, and refers to it. */
export class Components {
  private readonly named = new Map<string, Json>();
  private readonly texts = new Map<string, string>();

  /** Returns a reference to a schema with a title, or the schema itself. @throws Error if two schemas share a title. */
  reference(schema: object): Json {
    const { title, ...rest } = schema as Json & { readonly title?: string };
    if (title === undefined) return this.replaceSubschemas(rest);
    const text = JSON.stringify(rest);
    const known = this.texts.get(title);
    if (known !== undefined && known !== text) throw new Error(`two different schemas have the title ${title}`);
    if (known === undefined) {
      this.texts.set(title, text);
      this.named.set(title, {});
      this.named.set(title, this.replaceSubschemas(rest));
    }
    return { $ref: `#/components/schemas/${title}` };
  }

  get schemas(): Json {
    return Object.fromEntries(this.named);
  }

  /** Input schemas have subschemas in `items` and `properties` only. */
  private replaceSubschemas(schema: Json): Json {
    const { items, properties } = schema;
    return {
      ...schema,
      ...(items === undefined ? {} : { items: this.reference(items as object) }),
      ...(properties === undefined
        ? {}
        : {
            properties: Object.fromEntries(
              Object.entries(properties as Json).map(([name, inner]) => [name, this.reference(inner as object)]),
            ),
          }),
    };
  }
}
