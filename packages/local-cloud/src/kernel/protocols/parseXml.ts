/** The XML of requests to services with a REST protocol. */

/** An element of a parsed document. */
export interface XmlNode {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

interface OpenNode {
  readonly name: string;
  text: string;
  readonly children: XmlNode[];
}

/** Greatest depth of elements; requests of S3 and CloudFront have four. */
const maxDepth = 16;

/**
 * Parses a document of a request in linear time: elements and text. Attributes and namespaces are skipped.
 *
 * @returns undefined if it is not well-formed
 */
export function parseXml(source: string): XmlNode | undefined {
  const root: OpenNode = { name: "", text: "", children: [] };
  const open = [root];
  let at = 0;
  while (at < source.length) {
    const start = source.indexOf("<", at);
    const node = open.at(-1)!;
    node.text += decoded(source.slice(at, start === -1 ? undefined : start));
    if (start === -1) break;
    const end = source.indexOf(">", start);
    if (end === -1 || open.length > maxDepth || source.startsWith("<!", start)) return undefined;
    const tag = source.slice(start + 1, end);
    at = end + 1;
    if (tag.startsWith("?")) continue;
    if (tag.startsWith("/")) {
      if (open.length === 1 || node.name !== nameOf(tag.slice(1))) return undefined;
      open.pop();
      continue;
    }
    const child: OpenNode = { name: nameOf(tag.replace(/\/$/, "")), text: "", children: [] };
    if (child.name === "") return undefined;
    node.children.push(child);
    if (!tag.endsWith("/")) open.push(child);
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
}

/** Returns the name of a tag without prefix and attributes. */
function nameOf(tag: string): string {
  const [name = ""] = tag.split(/\s/, 1);
  return name.slice(name.indexOf(":") + 1);
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,4});/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return named[entity] ?? whole;
    const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Returns the text of a child element; undefined without it. */
export function textOf({ children }: XmlNode, name: string): string | undefined {
  return children.find((child) => child.name === name)?.text;
}
