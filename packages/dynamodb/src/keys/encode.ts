import { orderOfUnit } from "../values/compare";
import { encodeNumber } from "../values/number";
import type { AttributeValue } from "../values/types";

/** Terminates a value in a composed key. Sorts before every continuation. */
const end = "\0\0";

/** Encodes a key value: code unit order is DynamoDB's order within a type, and no encoding is a prefix of another. */
export function encodeValue(value: AttributeValue): string {
  if (value.N !== undefined) return encodeNumber(value.N) + end;
  return encodePrefix(value) + end;
}

/** Returns the common prefix of the encodings of all values that begin with a text or binary value. */
export function encodePrefix(value: AttributeValue): string {
  if (value.S !== undefined) return escapeZeros(encodeOrder(value.S));
  return escapeZeros(Buffer.from(value.B!, "base64").toString("latin1"));
}

function escapeZeros(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\0\u0001") : text;
}

/** Replaces code units, so that they sort in code point order. */
function encodeOrder(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  let result = "";
  for (let index = 0; index < text.length; index++) {
    result += String.fromCharCode(orderOfUnit(text.charCodeAt(index)));
  }
  return result;
}

/** Number of hash values of partitions. */
export const hashSpace = 2 ** 32;

/** Returns the key prefix of a partition: its hash, then its value. */
export function encodePartition(values: readonly AttributeValue[]): string {
  const text = values.map(encodeValue).join("");
  return encodePlace(hash(text)) + text;
}

/** Encodes a hash as four characters that sort in its order. */
export function encodePlace(place: number): string {
  return String.fromCharCode(place >>> 24, (place >>> 16) & 255, (place >>> 8) & 255, place & 255);
}

/** FNV-1a with a final mix. Spreads partitions evenly, in an order unrelated to their values. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
