type Json = Readonly<Record<string, unknown>>;

/** The one shape of every error. */
export const errorSchema = {
  title: "Error",
  type: "object",
  description: "The one shape of every error, the gateway's own included.",
  required: ["error", "requestId"],
  properties: {
    error: { type: "string", description: "one sentence" },
    requestId: { type: "string", description: "as in the access log and in the function's log" },
  },
  example: { error: "name is required", requestId: "5e0f7a1c-3b7e-4c0a-9d7b-1f6a2c9e8d10" },
};

/** Gathers the schemas that have a title, so that the document holds each once and refers to it. */
export class Components {
  private readonly named = new Map<string, Json>();
  private readonly texts = new Map<string, string>();

  /** @throws Error for two different schemas of one title. */
  reference(schema: object): Json {
    const { title, ...rest } = schema as Json & { readonly title?: string };
    if (title === undefined) return this.resolved(rest);
    const text = JSON.stringify(rest);
    const known = this.texts.get(title);
    if (known !== undefined && known !== text) throw new Error(`two different schemas have the title ${title}`);
    if (known === undefined) {
      this.texts.set(title, text);
      this.named.set(title, {});
      this.named.set(title, this.resolved(rest));
    }
    return { $ref: `#/components/schemas/${title}` };
  }

  get schemas(): Json {
    return Object.fromEntries(this.named);
  }

  /** Subschemas stand in `items` and `properties` alone. */
  private resolved(schema: Json): Json {
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
