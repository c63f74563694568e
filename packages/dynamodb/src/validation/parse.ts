import { DynamoDbError, validationError } from "../errors";
import type { Members, Shape } from "./shape";
import { list, map, text, attributeValue } from "./shape";

/** Nesting levels that no valid document reaches. */
const maxDepth = 200;

/**
 * Checks the JSON types of a request.
 *
 * @returns the known members; null counts as absent.
 * @throws SerializationException with AWS's message.
 */
export function parseStructure(value: unknown, members: Members, depth = 0): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const given = value as Record<string, unknown>;
  for (const name in members) {
    if (!Object.hasOwn(given, name) || given[name] === null || given[name] === undefined) continue;
    result[name] = parse(given[name], members[name]!, depth + 1);
  }
  return result;
}

function parse(value: unknown, shape: Shape, depth: number): unknown {
  if (depth > maxDepth) {
    throw validationError(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
  switch (shape.type) {
    case "String":
      return parseText(value);
    case "Boolean":
      return parseBoolean(value);
    case "Integer":
    case "Long":
    case "Double":
      return parseNumber(value, shape.type);
    case "Blob":
      return parseBlob(value);
    case "List":
      return parseList(value, shape.of, depth);
    case "Map":
      return parseMap(value, shape.of, depth);
    case "Structure":
      return parseStructure(asStructure(value, shape.name), shape.members, depth);
    case "AttributeValue":
      return parseAttributeValue(asStructure(value, "AttributeValue") as Record<string, unknown>, depth);
  }
}

/** Reads only the present members. A valid value has one of ten possible members. */
function parseAttributeValue(given: Record<string, unknown>, depth: number): Record<string, unknown> {
  const types = Object.keys(given);
  const [type] = types;
  // Object literals take less memory than objects with added properties.
  if (types.length === 1 && typeof given[type!] === "string") {
    if (type === "S") return { S: given["S"] };
    if (type === "N") return { N: given["N"] };
  }
  const result: Record<string, unknown> = {};
  for (const each of types) {
    const member = given[each];
    if (member === null || member === undefined || !Object.hasOwn(valueMembers, each)) continue;
    const parsed = parse(member, valueMembers[each]!, depth + 1);
    if (types.length === 1) return { [each]: parsed };
    result[each] = parsed;
  }
  return result;
}

const valueMembers: Members = {
  S: text(),
  N: text(),
  B: { type: "Blob" },
  SS: list(text()),
  NS: list(text()),
  BS: list({ type: "Blob" }),
  M: map(attributeValue),
  L: list(attributeValue),
  NULL: { type: "Boolean" },
  BOOL: { type: "Boolean" },
};

export function serializationError(message: string): DynamoDbError {
  return new DynamoDbError("SerializationException", message);
}

const structureStart = "Start of structure or map found where not expected";

function unexpectedTypeError(value: unknown, type: string): DynamoDbError {
  if (typeof value === "string") return serializationError(`STRING_VALUE cannot be converted to ${type}`);
  if (typeof value === "boolean") {
    return serializationError(`${value ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to ${type}`);
  }
  if (typeof value === "number") {
    return serializationError(
      `${Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE"} cannot be converted to ${type}`,
    );
  }
  if (Array.isArray(value)) return serializationError(`Unrecognized collection type class java.lang.${type}`);
  return serializationError(structureStart);
}

function parseText(value: unknown): string {
  if (typeof value !== "string") throw unexpectedTypeError(value, "String");
  return value;
}

/** Texts that AWS accepts as booleans. */
const booleans: Readonly<Record<string, boolean>> = {
  TRUE: true,
  YES: true,
  "1": true,
  FALSE: false,
  NO: false,
  "0": false,
};

function parseBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw unexpectedTypeError(value, "Boolean");
  const known = booleans[value.toUpperCase()];
  if (known === undefined) throw serializationError("Unexpected token received from parser");
  return known;
}

function parseNumber(value: unknown, type: "Integer" | "Long" | "Double"): number {
  if (typeof value !== "number") throw unexpectedTypeError(value, type);
  return type === "Double" ? value : Math.floor(value);
}

function parseBlob(value: unknown): string {
  if (typeof value !== "string") {
    if (Array.isArray(value)) throw serializationError("Unrecognized collection type class java.nio.ByteBuffer");
    if (typeof value === "object") throw serializationError(structureStart);
    throw serializationError("only base-64-encoded strings are convertible to bytes");
  }
  if (value.length % 4 !== 0) {
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  }
  if (Buffer.from(value, "base64").toString("base64") !== value) {
    throw serializationError("Invalid last non-pad Base64 character dectected");
  }
  return value;
}

function parseList(value: unknown, of: Shape, depth: number): unknown[] {
  if (typeof value !== "object") throw serializationError("Unexpected field type");
  if (!Array.isArray(value)) throw serializationError(structureStart);
  return value.map((each) => parse(each ?? undefined, of, depth + 1));
}

function parseMap(value: unknown, of: Shape, depth: number): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw serializationError("Unexpected field type");
  if (Array.isArray(value)) {
    throw serializationError(`Unrecognized collection type java.util.Map<java.lang.String, ${javaName(of)}>`);
  }
  const result: Record<string, unknown> = {};
  const given = value as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    const each = given[name];
    if (each === null) continue;
    const parsed = parse(each, of, depth + 1);
    if (name === "__proto__") {
      Object.defineProperty(result, name, { value: parsed, enumerable: true, configurable: true, writable: true });
    } else {
      result[name] = parsed;
    }
  }
  return result;
}

function javaName(shape: Shape): string {
  if (shape.type === "String") return "java.lang.String";
  const name = shape.type === "Structure" ? shape.name : shape.type;
  return `com.amazonaws.dynamodb.v20120810.${name}`;
}

function asStructure(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) throw serializationError("Unexpected value type in payload");
  if (Array.isArray(value)) {
    throw serializationError(`Unrecognized collection type class com.amazonaws.dynamodb.v20120810.${name}`);
  }
  return value;
}
