import { S3Error } from "./errors";
import { parseXml, textOf } from "../../kernel/protocols/parseXml";
import { document } from "./xml";

/** Amazon S3 User Guide, "Categorizing your objects using tags". */
const maxTags = 10;
const maxTagKey = 128;
const maxTagValue = 256;

export type Tags = Readonly<Record<string, string>>;

/** Reads the header `x-amz-tagging`: `key=value&key=value`. @throws S3Error */
export function parseTagQuery(text: string | undefined): Tags {
  return checked([...new URLSearchParams(text ?? "")]);
}

/** Reads the document `Tagging`. @throws S3Error */
export function parseTagDocument(body: string): Tags {
  const root = parseXml(body);
  const set = root?.children.find(({ name }) => name === "TagSet");
  if (root?.name !== "Tagging" || set === undefined) throw new S3Error("MalformedXML");
  return checked(set.children.map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]));
}

export function tagDocument(tags: Tags): string {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return document("Tagging", { TagSet: { Tag } });
}

function checked(tags: readonly (readonly [key: string, value: string])[]): Tags {
  const invalid = (message: string) => new S3Error("InvalidTag", message);
  if (tags.length > maxTags) throw new S3Error("BadRequest", `Object tags cannot be greater than ${maxTags}`);
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw invalid("Cannot provide multiple Tags with the same key");
  }
  for (const [key, value] of tags) {
    if (key === "" || key.length > maxTagKey) throw invalid("The TagKey you have provided is invalid");
    if (value.length > maxTagValue) throw invalid("The TagValue you have provided is invalid");
    if (/^aws:/i.test(key)) throw invalid("System tags cannot be added/updated by requester");
  }
  return Object.fromEntries(tags);
}
