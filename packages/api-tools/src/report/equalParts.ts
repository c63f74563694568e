/** An operation of an OpenAPI document. */
interface Operation {
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** An operation, and the document in which its references are resolved. */
export interface OperationOf {
  readonly document: object;
  readonly operation: object;
}

/**
 * Removes the request body and the responses that are equal in another document.
 *
 * @returns undefined if nothing of them is left.
 */
export function removeEqualParts({ document, operation }: OperationOf, other: OperationOf): object | undefined {
  const { requestBody, responses = {}, ...rest } = operation as Operation;
  const { requestBody: otherBody, responses: otherResponses = {} } = other.operation as Operation;
  const isEqual = (part: unknown, otherPart: unknown) => {
    const text = textOf(document, part);
    return text !== undefined && text === textOf(other.document, otherPart);
  };
  const hasNoBody = requestBody === undefined && otherBody === undefined;
  const hasEqualBody = hasNoBody || isEqual(requestBody, otherBody);
  const statuses = [...new Set([...Object.keys(responses), ...Object.keys(otherResponses)])];
  const differing = statuses.filter((status) => !isEqual(responses[status], otherResponses[status]));
  if (hasEqualBody && differing.length === 0) return undefined;
  const kept = differing.flatMap((status) => (status in responses ? [[status, responses[status]] as const] : []));
  return {
    ...rest,
    ...(hasEqualBody || requestBody === undefined ? {} : { requestBody }),
    responses: kept.length === 0 ? placeholder : Object.fromEntries(kept),
  };
}

/** OpenAPI requires a response of each operation. */
const placeholder = { default: { description: "the same on both sides" } };

/** Returns the text of a part and of all that it refers to, or undefined if it is absent or a reference leads nowhere. */
function textOf(document: object, part: unknown): string | undefined {
  const texts: (string | undefined)[] = [JSON.stringify(part)];
  const references = new Set<string>();
  for (const text of texts) {
    if (text === undefined) return undefined;
    for (const [, reference = ""] of text.matchAll(/"\$ref":("(?:[^"\\]|\\.)*")/g)) {
      if (references.has(reference)) continue;
      references.add(reference);
      texts.push(JSON.stringify(resolve(document, JSON.parse(reference) as string)));
    }
  }
  return texts.join("\n");
}

/** Returns what a JSON pointer in a URL fragment refers to (RFC 6901); undefined outside the document. */
function resolve(document: object, reference: string): unknown {
  const pointer = decodeFragment(reference);
  if (pointer?.startsWith("#/") !== true) return undefined;
  const keys = pointer.slice("#/".length).split("/");
  return keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[unescapeKey(key)],
    document,
  );
}

/** Returns undefined for a malformed escape, such as `%` alone. */
function decodeFragment(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function unescapeKey(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
