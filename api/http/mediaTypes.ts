/** Types of `application/` whose bodies are text. Types that end in +json, +xml or +yaml are text too. */
const textTypes = ["json", "xml", "yaml", "javascript", "x-ndjson", "jsonl", "x-www-form-urlencoded", "graphql", "sql"];

/** True if a body of this media type is text; false if it is binary, such as `application/pdf` or `image/png`. */
export function isTextType(contentType: string): boolean {
  const [type = "", subtype = ""] = contentType.split(";")[0]!.trim().toLowerCase().split("/");
  if (type === "text" || type === "multipart" || /\+(?:json|xml|yaml)$/.test(subtype)) return true;
  return type === "application" && textTypes.includes(subtype);
}

/** The parts of declared responses that describe their bodies, keyed by status. */
export type Bodies = Readonly<Record<number, { readonly contentType?: string; readonly streamed?: boolean }>>;

/**
 * True if API Gateway streams the answers of a route: one of its responses is declared as streamed, or is binary.
 *
 * A streamed answer reaches the client with its exact bytes, without base64 and regardless of the header Accept (API
 * Gateway Developer Guide, "Stream the integration response for your proxy integrations in API Gateway").
 */
export function streamsAnswers(responses: Bodies): boolean {
  return Object.values(responses).some(
    ({ contentType, streamed }) => streamed === true || (contentType !== undefined && !isTextType(contentType)),
  );
}
