import { orderOfUnit } from "../values/compare";
import { orderedNumber } from "../values/number";
import type { AttributeValue } from "../values/types";

/** Ends a value in a composed key, below every continuation. */
const end = "\0\0";

/** Text whose order by code units is DynamoDB's order of key values of one type; no such text begins with another. */
export function encodeValue(value: AttributeValue): string {
  if (value.N !== undefined) return orderedNumber(value.N) + end;
  return encodePrefix(value) + end;
}

/** Common start of the encodings of all values that begin with a text or binary value. */
export function encodePrefix(value: AttributeValue): string {
  if (value.S !== undefined) return escaped(ordered(value.S));
  return escaped(Buffer.from(value.B!, "base64").toString("latin1"));
}

function escaped(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\0\u0001") : text;
}

/** Replaces code units so that their order is that of code points. */
function ordered(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  let result = "";
  for (let index = 0; index < text.length; index++) {
    result += String.fromCharCode(orderOfUnit(text.charCodeAt(index)));
  }
  return result;
}

/** Number of places that partitions are spread over. */
export const hashSpace = 2 ** 32;

/** Start of the keys of a partition: its place among all partitions, then its value. */
export function encodePartition(values: readonly AttributeValue[]): string {
  const text = values.map(encodeValue).join("");
  return encodePlace(hash(text)) + text;
}

/** Four bytes as characters, in ascending order of the place. */
export function encodePlace(place: number): string {
  return String.fromCharCode(place >>> 24, (place >>> 16) & 255, (place >>> 8) & 255, place & 255);
}

/** FNV-1a with a final mix: spreads partitions evenly and in an order unlike that of their values. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
