import { compareNumbers } from "./number";
import { attributeOf, typeOf, type AttributeValue } from "./types";

/** True if two values have the same type and content. The order of a set's elements and a map's keys is irrelevant. */
export function isEqual(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  switch (type) {
    case "N":
      return compareNumbers(left.N!, right.N!) === 0;
    case "SS":
    case "NS":
    case "BS":
      return hasSameElements(left[type]!, right[type]!);
    case "L":
      return left.L!.length === right.L!.length && left.L!.every((each, index) => isEqual(each, right.L![index]!));
    case "M":
      return isEqualItem(left.M!, right.M!);
    default:
      return left[type] === right[type];
  }
}

export function isEqualItem(
  left: Readonly<Record<string, AttributeValue>>,
  right: Readonly<Record<string, AttributeValue>>,
): boolean {
  if (left === right) return true;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const other = attributeOf(right, name);
    return other !== undefined && isEqual(left[name]!, other);
  });
}

function hasSameElements(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const known = new Set(right);
  return left.every((each) => known.has(each));
}

/** Compares two values of one scalar type; undefined for other values. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S !== undefined && right.S !== undefined) return compareTexts(left.S, right.S);
  if (left.B !== undefined && right.B !== undefined) {
    return Buffer.compare(Buffer.from(left.B, "base64"), Buffer.from(right.B, "base64"));
  }
  return undefined;
}

/** Compares by UTF-8 bytes, which is code point order. */
export function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return orderOfUnit(a) - orderOfUnit(b);
  }
  return left.length - right.length;
}

/** Sorts surrogates, which encode code points above U+FFFF, after the other code units. */
export function orderOfUnit(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** True if a text or binary value begins with another of its type. */
export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const bytes = Buffer.from(value.B, "base64");
  const wanted = Buffer.from(prefix.B, "base64");
  return bytes.length >= wanted.length && bytes.subarray(0, wanted.length).equals(wanted);
}

/** True if a text contains a text, a set an element, or a list a value. */
export function containsValue(value: AttributeValue, wanted: AttributeValue): boolean {
  if (value.S !== undefined) return wanted.S !== undefined && value.S.includes(wanted.S);
  if (value.B !== undefined) {
    return wanted.B !== undefined && Buffer.from(value.B, "base64").includes(Buffer.from(wanted.B, "base64"));
  }
  if (value.SS !== undefined) return wanted.S !== undefined && value.SS.includes(wanted.S);
  if (value.NS !== undefined)
    return wanted.N !== undefined && value.NS.some((each) => compareNumbers(each, wanted.N!) === 0);
  if (value.BS !== undefined) return wanted.B !== undefined && value.BS.includes(wanted.B);
  return value.L !== undefined && value.L.some((each) => isEqual(each, wanted));
}
