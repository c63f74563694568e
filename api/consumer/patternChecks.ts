import type { InputSchema, ObjectSchema } from "../http/schemas";
import { isList, isMap } from "../shared/forms";
import { quote } from "../shared/quote";

/** Operators by the type of the compared value. SNS and EventBridge share them (`PatternOf`). */
const operators: Readonly<Record<string, readonly string[]>> = {
  string: ["anything-but", "equals-ignore-case", "exists", "prefix", "suffix"],
  number: ["anything-but", "exists", "numeric"],
  boolean: ["exists"],
};

/**
 * Returns a sentence for each part of a pattern that AWS rejects or that never matches.
 *
 * @param what for messages, such as `consumer onOrder: its filter`.
 * @param schemas schemas of the compared objects, of which one has each property.
 */
export function* checkPattern(what: string, pattern: object, schemas: readonly ObjectSchema[]): Generator<string> {
  if (Object.keys(pattern).length === 0) yield `${what} is empty; remove it to receive everything`;
  yield* checkProperties(what, pattern, { schemas, path: "" });
}

interface Place {
  readonly schemas: readonly ObjectSchema[];
  /** Names of the outer properties, each with a dot behind it. */
  readonly path: string;
}

function* checkProperties(what: string, pattern: object, { schemas, path }: Place): Generator<string> {
  // A schema of another form is reported with its declaration.
  const known = schemas.map(({ properties }) => (isMap(properties) ? properties : {}));
  for (const [name, conditions] of Object.entries(pattern) as [string, unknown][]) {
    const property = `${path}${name}`;
    const found = known.flatMap((each) => (Object.hasOwn(each, name) ? [entryOf(each[name] as InputSchema)] : []));
    if (found.length === 0) {
      const names = [...new Set(known.flatMap((each) => Object.keys(each)))].join(", ");
      yield `${what} names ${property}, which is not among the properties ${names}`;
      continue;
    }
    const objects = found.filter((schema) => schema.type === "object");
    if (isMap(conditions) && objects.length > 0) {
      if (Object.keys(conditions).length === 0) yield `${what}: ${property} is empty; remove it`;
      yield* checkProperties(what, conditions, { schemas: objects, path: `${property}.` });
    } else yield* checkConditions(`${what}: ${property}`, conditions, found);
  }
}

function* checkConditions(what: string, conditions: unknown, schemas: readonly InputSchema[]): Generator<string> {
  const types = [...new Set(schemas.map(typeOf))].filter((type) => type !== "object");
  if (types.length === 0) {
    yield `${what} is ${quote(conditions)}, and must be a pattern of its properties`;
  } else if (!isList(conditions) || conditions.length === 0) {
    yield `${what} is ${quote(conditions)}, and must be a list of at least one condition`;
  } else {
    for (const condition of conditions) {
      if (types.some((type) => isCondition(condition, type))) continue;
      yield `${what} has the condition ${quote(condition)}; conditions are ${types.map(formsOf).join(" or ")}`;
    }
  }
}

/** Returns the schema of the values that AWS compares: a list matches if one of its entries does. */
function entryOf(schema: InputSchema): InputSchema {
  return schema.type === "array" ? entryOf(schema.items) : schema;
}

function typeOf({ type }: InputSchema): string {
  return type === "integer" ? "number" : type;
}

function formsOf(type: string): string {
  return `a ${type} or ${operators[type]?.join(", ")} with an operand for a ${type}`;
}

function isCondition(condition: unknown, type: string): boolean {
  if (!isMap(condition)) return typeof condition === type;
  const [[operator, operand] = ["", undefined], ...others] = Object.entries(condition);
  if (others.length > 0 || operators[type]?.includes(operator) !== true) return false;
  switch (operator) {
    case "exists":
      return typeof operand === "boolean";
    case "numeric":
      return isList(operand) && isRange(operand);
    case "anything-but": {
      const excluded = isList(operand) ? operand : [operand];
      return (
        excluded.length > 0 && excluded.every((each) => typeof each === type && (type !== "number" || isNumber(each)))
      );
    }
    default:
      return typeof operand === type;
  }
}

/** True for one comparison, or for a lower and an upper bound (EventBridge User Guide, "Numeric matching"). */
function isRange([first, low, second, high, ...others]: readonly unknown[]): boolean {
  if (!isNumber(low)) return false;
  if (second === undefined) return ["=", "<", "<=", ">", ">="].includes(first as string);
  const isOrdered = isNumber(high) && low < high;
  return (
    isOrdered && others.length === 0 && [">", ">="].includes(first as string) && ["<", "<="].includes(second as string)
  );
}

/** The range that AWS compares, in both directions (EventBridge User Guide, "Numeric matching"). */
const maxNumber = 5_000_000_000;

/** True for a number that AWS compares: it has at most six decimals. */
function isNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= maxNumber && !/\.\d{7}|e-/.test(String(value));
}
