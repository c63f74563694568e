import { numberSize } from "./number";
import { binaryLength, type AttributeValue, type Item } from "./types";

/** Returns the bytes of a value ("DynamoDB item sizes and formats"). */
export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return textSize(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binaryLength(value.B);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return sum(value.SS, textSize);
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, binaryLength);
  // A list or map takes 3 bytes, and one more for each element.
  if (value.L !== undefined) return 3 + sum(value.L, (each) => 1 + valueSize(each));
  return 3 + Object.keys(value.M!).length + itemSize(value.M!);
}

/** Returns the bytes of an item's names and values. */
export function itemSize(item: Item): number {
  let total = 0;
  for (const name in item) total += textSize(name) + valueSize(item[name]!);
  return total;
}

/** Returns the UTF-8 bytes of a text. */
export function textSize(text: string): number {
  return Buffer.byteLength(text);
}

function sum<T>(list: readonly T[], size: (each: T) => number): number {
  let total = 0;
  for (const each of list) total += size(each);
  return total;
}
