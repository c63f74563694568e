import type { Comparator, Condition, Operand } from "../expressions/ast";
import type { KeyConditions, KeyConstraint, KeyOperator } from "../expressions/keyCondition";
import type { KeyShape } from "../tables/collection";

/** Splits a condition at its top-level ANDs. */
export function conjunctsOf(condition: Condition | undefined): Condition[] {
  if (condition === undefined) return [];
  if (condition.kind !== "and") return [condition];
  return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)];
}

const operators: Readonly<Record<Exclude<Comparator, "<>">, KeyOperator>> = {
  "=": "EQ",
  "<": "LT",
  "<=": "LE",
  ">": "GT",
  ">=": "GE",
};

/** Converts a comparison with an attribute to a key constraint; undefined for other conditions. */
export function constraintOf(condition: Condition): readonly [name: string, KeyConstraint] | undefined {
  if (condition.kind === "compare" && condition.comparator !== "<>") {
    const { comparator, left, right } = condition;
    return constraint(operators[comparator], left, [right]);
  }
  if (condition.kind === "between") return constraint("BETWEEN", condition.operand, [condition.low, condition.high]);
  if (condition.kind === "function" && condition.name === "begins_with") {
    return constraint("BEGINS_WITH", condition.args[0]!, condition.args.slice(1));
  }
  return undefined;
}

function constraint(operator: KeyOperator, operand: Operand, others: readonly Operand[]) {
  if (operand.kind !== "path" || operand.path.length !== 1) return undefined;
  const values = others.map((each) => (each.kind === "value" ? each.value : undefined));
  if (values.some((value) => value === undefined)) return undefined;
  return [String(operand.path[0]), { operator, values: values as KeyConstraint["values"] }] as const;
}

/**
 * Returns the conditions that limit a read of a table or index to a range of one partition; undefined if they do not
 * determine the partition.
 */
export function findKeyConditions(shape: KeyShape, condition: Condition | undefined): KeyConditions | undefined {
  const known = new Map<string, KeyConstraint>();
  for (const each of conjunctsOf(condition)) {
    const found = constraintOf(each);
    if (found === undefined || !shape.names.includes(found[0])) continue;
    const [name, own] = found;
    // Prefers an equality, which limits the read most.
    if (!known.has(name) || own.operator === "EQ") known.set(name, own);
  }
  if (shape.hash.some((name) => known.get(name)?.operator !== "EQ")) return undefined;
  const usable = new Map(shape.hash.map((name) => [name, known.get(name)!]));
  for (const name of shape.range) {
    const own = known.get(name);
    if (own === undefined) break;
    usable.set(name, own);
    if (own.operator !== "EQ") break;
  }
  return usable;
}

/** True if a top-level condition sets the partition key with `=` or IN. */
export function isKeyed(shape: KeyShape, condition: Condition | undefined): boolean {
  const named = new Set(
    conjunctsOf(condition).flatMap((each) => {
      const operand =
        each.kind === "in" ? each.operand : each.kind === "compare" && each.comparator === "=" ? each.left : undefined;
      return operand?.kind === "path" ? [String(operand.path[0])] : [];
    }),
  );
  return shape.hash.every((name) => named.has(name));
}
