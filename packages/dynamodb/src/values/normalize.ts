import { validationError, invalidParameter } from "../errors";
import { normalizeNumber } from "./number";
import { setAttribute, typeOf, type AttributeValue, type Item, type MutableItem } from "./types";

/** Nesting levels of a document ("Naming rules and data types"). */
const maxDepth = 32;

/** Checks a value and returns it with canonical numbers. @throws ValidationException */
export function normalizeValue(value: AttributeValue, depth = 1): AttributeValue {
  const types = Object.keys(value);
  if (types.length === 0) {
    throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  const normalized = normalizeType(value, depth);
  if (types.length > 1) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return normalized;
}

function normalizeType(value: AttributeValue, depth: number): AttributeValue {
  switch (typeOf(value)) {
    case "N": {
      const text = normalizeNumber(value.N!);
      return text === value.N ? value : { N: text };
    }
    case "NULL":
      if (!value.NULL) throw invalidParameter("Null attribute value types must have the value of true");
      return value;
    case "SS":
      if (value.SS!.length === 0) throw invalidParameter("An string set  may not be empty");
      checkDistinct(value.SS!, (list) => invalidParameter(`Input collection ${list} contains duplicates.`));
      return value;
    case "NS":
      return { NS: normalizeNumberSet(value.NS!) };
    case "BS":
      if (value.BS!.length === 0) throw invalidParameter("Binary sets should not be empty");
      checkDistinct(value.BS!, (list) => invalidParameter(`Input collection ${list}of type BS contains duplicates.`));
      return value;
    case "L":
      checkDepth(depth);
      return { L: value.L!.map((each) => normalizeValue(each, depth + 1)) };
    case "M":
      checkDepth(depth);
      return { M: normalizeItem(value.M!, depth + 1) };
    default:
      return value;
  }
}

/** Checks all values of an item and returns them with canonical numbers. @throws ValidationException */
export function normalizeItem(item: Item, depth = 1): Item {
  let normalized: MutableItem | undefined;
  for (const name in item) {
    const value = normalizeValue(item[name]!, depth);
    if (value === item[name]) continue;
    normalized ??= { ...item };
    setAttribute(normalized, name, value);
  }
  return normalized ?? item;
}

/** Checks the nesting of an updated item: its parts may be valid and the whole too deep. @throws ValidationException */
export function checkNesting(item: Item, depth = 1): void {
  for (const name in item) checkValueNesting(item[name]!, depth);
}

function checkValueNesting({ L: list, M: map }: AttributeValue, depth: number): void {
  if (list === undefined && map === undefined) return;
  checkDepth(depth);
  for (const each of list ?? []) checkValueNesting(each, depth + 1);
  checkNesting(map ?? {}, depth + 1);
}

function checkDepth(depth: number): void {
  if (depth < maxDepth) return;
  throw validationError(
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  );
}

function normalizeNumberSet(set: readonly string[]): readonly string[] {
  if (set.length === 0) throw invalidParameter("An number set  may not be empty");
  const numbers = set.map(normalizeNumber);
  checkDistinct(numbers, () => validationError("Input collection contains duplicates"));
  return numbers;
}

function checkDistinct(list: readonly string[], error: (list: string) => Error): void {
  if (new Set(list).size !== list.length) throw error(`[${list.join(", ")}]`);
}
