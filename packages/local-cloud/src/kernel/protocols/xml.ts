/** A value of an answer in XML: a structure is an object, a map is a `Map`. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | ReadonlyMap<string, XmlValue>
  | { readonly [name: string]: XmlValue };

/**
 * Encodes a value as AWS's query protocol does: lists of `member`, maps of `entry` with `key` and `value`.
 *
 * @param name name of the element; empty for the content only.
 */
export function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  const content = contentOf(value);
  return name === "" ? content : `<${name}>${content}</${name}>`;
}

function contentOf(value: Exclude<XmlValue, undefined>): string {
  if (typeof value !== "object") return escapeXml(String(value));
  if (Array.isArray(value)) return (value as readonly XmlValue[]).map((each) => element("member", each)).join("");
  if (value instanceof Map) {
    return [...(value as ReadonlyMap<string, XmlValue>)]
      .map(([key, each]) => `<entry>${element("key", key)}${element("value", each)}</entry>`)
      .join("");
  }
  return Object.entries(value)
    .map(([key, each]) => element(key, each as XmlValue))
    .join("");
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

/** Escapes a text, and drops characters that XML 1.0 does not allow. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"\r]/g, (character) => escapes[character]!)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
