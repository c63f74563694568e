import { beginsWith, compareValues, containsValue, isEqual } from "../values/compare";
import { attributeOf, binaryLength, typeOf, type AttributeValue, type Item } from "../values/types";
import type { Comparator, Condition, Operand, Path } from "./ast";

/** True if an item satisfies a condition. A missing item counts as an item without attributes. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.condition, item);
    case "compare":
      return compare(condition.comparator, valueOf(condition.left, item), valueOf(condition.right, item));
    case "between": {
      const value = valueOf(condition.operand, item);
      return compare(">=", value, valueOf(condition.low, item)) && compare("<=", value, valueOf(condition.high, item));
    }
    case "in": {
      const value = valueOf(condition.operand, item);
      return condition.list.some((each) => compare("=", value, valueOf(each, item)));
    }
    case "function":
      return holdsFunction(condition, item);
  }
}

function holdsFunction({ name, args }: Extract<Condition, { kind: "function" }>, item: Item): boolean {
  const value = valueOf(args[0]!, item);
  if (name === "attribute_exists") return value !== undefined;
  if (name === "attribute_not_exists") return value === undefined;
  const other = valueOf(args[1]!, item);
  if (value === undefined || other === undefined) return false;
  if (name === "attribute_type") return typeOf(value) === other.S;
  return name === "begins_with" ? beginsWith(value, other) : containsValue(value, other);
}

export function compare(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (comparator === "<>") return left === undefined || right === undefined || !isEqual(left, right);
  if (left === undefined || right === undefined) return false;
  if (comparator === "=") return isEqual(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

export function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "path") return valueAt(item, operand.path);
  const value = valueOf(operand.operand, item);
  const length = value === undefined ? undefined : lengthOf(value);
  return length === undefined ? undefined : { N: String(length) };
}

/** Value of `size`: characters, bytes or elements (Condition and filter expressions, "Functions"). */
function lengthOf(value: AttributeValue): number | undefined {
  const type = typeOf(value);
  if (type === "S") return value.S!.length;
  if (type === "B") return binaryLength(value.B!);
  if (type === "M") return Object.keys(value.M!).length;
  return type === "N" || type === "BOOL" || type === "NULL" ? undefined : value[type]!.length;
}

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, String(path[0]));
  for (let index = 1; index < path.length && value !== undefined; index++) {
    const piece = path[index]!;
    value = typeof piece === "number" ? value.L?.[piece] : value.M && attributeOf(value.M, piece);
  }
  return value;
}
