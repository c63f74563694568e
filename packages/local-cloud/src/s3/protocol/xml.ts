/** The XML of S3's answers. */

export type XmlValue = string | number | boolean | undefined | XmlElements | readonly XmlValue[];

/** Elements by name; an array is one element for each entry, undefined is left out. */
export interface XmlElements {
  readonly [name: string]: XmlValue;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * @param namespace namespace of the root element; empty for a document without one, such as an error.
 */
export function document(
  root: string,
  elements: XmlElements,
  namespace = "http://s3.amazonaws.com/doc/2006-03-01/",
): string {
  const attribute = namespace === "" ? "" : ` xmlns="${namespace}"`;
  return `${declaration}<${root}${attribute}>${contentOf(elements)}</${root}>`;
}

function contentOf(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, value]) => elementOf(name, value))
    .join("");
}

function elementOf(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (isList(value)) return value.map((each) => elementOf(name, each)).join("");
  const content = typeof value === "object" ? contentOf(value) : escaped(String(value));
  return `<${name}>${content}</${name}>`;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  // Parsers normalise a bare carriage return, and XML 1.0 has no other control characters.
  return text
    .replace(/[&<>"]/g, (char) => entities[char]!)
    .replace(/[\0-\x08\x0b-\x1f]/g, (char) => `&#x${char.charCodeAt(0).toString(16)};`);
}
