import { createHash } from "node:crypto";
import { invalidParameter } from "./errors";
import type { MessageAttribute, MessageAttributes } from "./message";

/** Maximum number of attributes, and maximum characters of their names and types (SQS Developer Guide, "Message quotas"). */
const maxAttributes = 10;
const maxNameLength = 256;

/** Characters of XML, which bodies and text attributes may contain (SQS API reference, SendMessage). */
const validText = /^(?:[\t\n\r\u0020-\uD7FF\uE000-\uFFFD]|[\uD800-\uDBFF][\uDC00-\uDFFF])*$/;

/** Message of an invalid character. */
export const invalidCharacters =
  "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

export function isValidText(text: string): boolean {
  return validText.test(text);
}

/** Parses the attributes of a message. @throws ServiceError */
export function attributesOf(value: unknown): MessageAttributes {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > maxAttributes) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, attribute]) => [name, attributeOf(name, attribute)]));
}

function attributeOf(name: string, value: unknown): MessageAttribute {
  checkName(name);
  const { DataType: type, StringValue: text, BinaryValue: binary } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof type !== "string" || type === "") {
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty attribute type.`);
  }
  if (type.length > maxNameLength) {
    throw invalidParameter(`Message (user) attribute types must be shorter than ${maxNameLength} Bytes`);
  }
  const [, base] = /^(String|Number|Binary)(?:\..+)?$/.exec(type) ?? [];
  if (base === undefined) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const own = base === "Binary" ? binary : text;
  if (typeof own !== "string" || own === "") {
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${base}'.`);
  }
  if (base === "Binary") return { DataType: type, BinaryValue: own };
  if (!isValidText(own)) throw invalidParameter(invalidCharacters);
  if (base === "Number" && !/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(own)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType: type, StringValue: own };
}

function checkName(name: string): void {
  if (name.length > maxNameLength) {
    throw invalidParameter(`Message (user) attribute names must be shorter than ${maxNameLength} Bytes`);
  }
  if (!/^[\w.-]+$/.test(name)) {
    throw invalidParameter(
      "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
    );
  }
  if (/^(?:aws|amazon)\./i.test(name) || /^\.|\.$|\.\./.test(name)) {
    throw invalidParameter(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    );
  }
}

/** Returns the bytes of attributes that count for a message's size: names, types and values. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + valueBytes(attributes[name]!).length,
    0,
  );
}

function valueBytes({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64");
}

/**
 * Returns the MD5 of attributes; undefined if there are none (SQS Developer Guide, "Calculating the MD5 message digest
 * for message attributes").
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    // Transport type: 1 for text, 2 for bytes.
    hash.update(Buffer.from([attribute.BinaryValue === undefined ? 1 : 2]));
    add(valueBytes(attribute));
  }
  return hash.digest("hex");
}

/** Returns the attributes that a receiver names: exact names, `prefix.*`, or `All`. */
export function namedAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isNamed = (attribute: string) =>
    names.some((name) =>
      name.endsWith(".*") ? attribute.startsWith(name.slice(0, -2)) : name === "All" || name === attribute,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isNamed(name)));
}
