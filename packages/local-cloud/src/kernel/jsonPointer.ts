/**
 * Returns what a JSON pointer in a URI fragment, such as `#/components/schemas/item`, refers to (RFC 6901, section 6).
 *
 * @returns undefined if the reference leads out of the document, or to nothing in it.
 */
export function followReference(document: object, reference: string): unknown {
  if (!reference.startsWith("#/")) return undefined;
  return reference
    .slice("#/".length)
    .split("/")
    .reduce<unknown>((value, part) => ownProperty(value, unescapePart(part)), document);
}

function ownProperty(value: unknown, key: string): unknown {
  const isReadable = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  return isReadable ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function unescapePart(part: string): string {
  return decodePart(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Returns the text itself if it has a malformed escape: documents contain names such as `50%`. */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
