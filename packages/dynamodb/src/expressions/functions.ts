import { typeOf, type AttributeType, type AttributeValue } from "../values/types";
import { compareValues } from "../values/compare";
import { pathText, type Comparator, type Operand } from "./ast";
import type { Faults } from "./source";

export type ConditionFault =
  | "parens"
  | "unknownFunction"
  | "misusedFunction"
  | "reserved"
  | "undefined"
  | "operand"
  | "distinct"
  | "function"
  | "condition";

/** Numbers of operands, keyed by function. */
const operands: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const typeNames = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

/** Checks a function call, and reports faults with AWS's messages. */
export function checkFunction(name: string, args: readonly Operand[], faults: Faults<ConditionFault>): void {
  const count = Object.hasOwn(operands, name) ? operands[name] : undefined;
  if (count === undefined) return faults.add("unknownFunction", `Invalid function name; function: ${name}`);
  if (count !== args.length) return faults.add("operand", wrongCountMessage(name, args.length));
  checkDistinct(name, args, faults);
  const [first, second] = args as [Operand, Operand | undefined];
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      if (first.kind === "path") return;
      return faults.add("function", `Operator or function requires a document path; operator or function: ${name}`);
    case "begins_with":
      for (const arg of args) {
        const type = knownType(arg);
        if (type !== undefined && type !== "S" && type !== "B")
          return faults.add("function", wrongTypeMessage(name, type));
      }
      return;
    case "size": {
      const type = knownType(first);
      if (type === "N" || type === "BOOL" || type === "NULL") faults.add("function", wrongTypeMessage(name, type));
      return;
    }
    case "attribute_type":
      return checkTypeName(second!, faults);
  }
}

function checkTypeName(operand: Operand, faults: Faults<ConditionFault>): void {
  const type = knownType(operand);
  if (type !== "S" || operand.kind !== "value") {
    return faults.add("function", wrongTypeMessage("attribute_type", type ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"));
  }
  const name = operand.value.S!;
  if (typeNames.includes(name)) return;
  faults.add("function", `Invalid attribute type name found; type: ${name}, valid types: {${typeNames.join(",")}}`);
}

/** Checks that the operands of a comparison differ and have comparable types. */
export function checkComparison(
  comparator: Comparator,
  args: readonly [Operand, Operand],
  faults: Faults<ConditionFault>,
): void {
  checkDistinct(comparator, args, faults);
  if (comparator === "=" || comparator === "<>") return;
  for (const arg of args) {
    const type = knownType(arg);
    if (type !== undefined && !isOrdered(type)) return faults.add("function", wrongTypeMessage(comparator, type));
  }
}

export function isOrdered(type: string): boolean {
  return type === "S" || type === "N" || type === "B";
}

export function checkBetween(low: Operand, high: Operand, faults: Faults<ConditionFault>): void {
  for (const bound of [low, high]) {
    const type = knownType(bound);
    if (type !== undefined && !isOrdered(type)) return faults.add("function", wrongTypeMessage("BETWEEN", type));
  }
  if (low.kind !== "value" || high.kind !== "value") return;
  const bounds = `lower bound operand: AttributeValue: ${formatValue(low.value)}, upper bound operand: AttributeValue: ${formatValue(high.value)}`;
  if (typeOf(low.value) !== typeOf(high.value)) {
    return faults.add("function", `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  }
  if ((compareValues(low.value, high.value) ?? 0) > 0) {
    faults.add(
      "function",
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

function formatValue(value: AttributeValue): string {
  const type = typeOf(value);
  const content = value[type];
  return `{${type}:${typeof content === "object" ? JSON.stringify(content) : String(content)}}`;
}

function checkDistinct(operator: string, args: readonly Operand[], faults: Faults<ConditionFault>): void {
  const [first, second] = args;
  if (args.length !== 2 || first?.kind !== "path" || second?.kind !== "path") return;
  const { path } = first;
  if (path.length !== second.path.length || path.some((piece, index) => piece !== second.path[index])) return;
  faults.add(
    "distinct",
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(path)}`,
  );
}

/** Returns the type of an operand if it is the same for every item. */
function knownType(operand: Operand): AttributeType | undefined {
  if (operand.kind === "value") return typeOf(operand.value);
  return operand.kind === "size" ? "N" : undefined;
}

export function wrongCountMessage(name: string, count: number): string {
  return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`;
}

export function wrongTypeMessage(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}
