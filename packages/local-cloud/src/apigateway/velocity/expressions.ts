import { callMethod, readIndex, readProperty } from "./access";
import { calculate, compare, looselyEqual } from "./operators";
import {
  VelocityError,
  type Expression,
  type Macro,
  type Operator,
  type Reference,
  type Step,
  type TemplateNode,
} from "./syntax";
import { amountOf, JavaMap, print } from "./values";

/** What a part of a template sees. */
export interface Scope {
  /** One for the whole template, as Velocity has it: #set in a loop or a macro sets what the rest reads. */
  readonly variables: Map<string, unknown>;
  readonly macros: ReadonlyMap<string, Macro>;
  /** Names below which nothing is printed where there is no value. */
  readonly quiet: ReadonlySet<string>;
  /** Of the macro being rendered. */
  readonly parameters: Map<string, Argument>;
  /** How many macros are being rendered in each other. */
  readonly depth: number;
  /** What #break or #stop ended: nothing more is rendered until the one that it belongs to has seen it. */
  readonly run: { halted?: "break" | "stop" };
  readonly render: (nodes: readonly TemplateNode[], scope: Scope) => string;
}

/** What a macro was called with: evaluated wherever the parameter is used, "call by name" in the user guide. */
export interface Argument {
  readonly expression: Expression;
  readonly scope: Scope;
}

/** The value of an expression; undefined for Java's null. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "interpolated":
      return scope.render(expression.nodes, scope);
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "range":
      return rangeOf(evaluate(expression.from, scope), evaluate(expression.to, scope));
    case "map":
      return new JavaMap(expression.entries.map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]));
    case "reference":
      return resolve(expression.reference, scope);
    case "operation":
      return operate(expression, scope);
  }
}

export function resolve(reference: Reference, scope: Scope): unknown {
  return follow(variable(reference.name, scope), reference.path, scope);
}

/** What the steps lead to from a value: null as soon as one of them leads nowhere. */
export function follow(start: unknown, path: readonly Step[], scope: Scope): unknown {
  let value = start;
  for (const step of path) {
    if (value === undefined || value === null) return undefined;
    value = take(value, step, scope);
  }
  return value ?? undefined;
}

export function variable(name: string, { parameters, variables }: Scope): unknown {
  const argument = parameters.get(name);
  return argument === undefined ? variables.get(name) : evaluate(argument.expression, argument.scope);
}

function take(value: unknown, step: Step, scope: Scope): unknown {
  if (step.kind === "property") return readProperty(value, step.name);
  if (step.kind === "index") return readIndex(value, evaluate(step.key, scope));
  return callMethod(
    value,
    step.name,
    step.args.map((arg) => evaluate(arg, scope)),
  );
}

/** More than a loop or a template has use for: Java would run out of memory, and here the whole local cloud with it. */
const longestRange = 1_000_000;

/** `[1..3]`, also downwards (Velocity user guide, "Range Operator"). */
function rangeOf(from: unknown, to: unknown): number[] | undefined {
  const [first, last] = [amountOf(from), amountOf(to)];
  if (!first || !last || first.decimal || last.decimal) return undefined;
  const length = Math.abs(last.amount - first.amount) + 1;
  if (length > longestRange) throw new VelocityError(`A range of ${length} numbers`);
  const direction = Math.sign(last.amount - first.amount);
  return Array.from({ length }, (_, index) => first.amount + index * direction);
}

/**
 * Whether a condition holds, as in Velocity 1.7, which API Gateway behaves as: a reference unless its value is null or
 * false (user guide, "Conditionals"), so that "", 0 and empty collections hold; they do not only since Velocity 2. What
 * is neither a reference nor a boolean, `#if("a")` or `#if($x + 1)`, never holds (SimpleNode.evaluate).
 */
export function holds(condition: Expression, scope: Scope): boolean {
  switch (condition.kind) {
    case "reference": {
      const value = resolve(condition.reference, scope);
      return value !== undefined && value !== false;
    }
    case "value":
      return condition.value === true;
    case "operation":
      if (condition.operator === "parenthesis") return holds(condition.operands[0]!, scope);
      return !arithmetic.has(condition.operator) && operate(condition, scope) === true;
    default:
      return false;
  }
}

const arithmetic: ReadonlySet<Operator> = new Set(["+", "-", "*", "/", "%", "minus"]);

function operate({ operator, operands }: Expression & { kind: "operation" }, scope: Scope): unknown {
  const [left, right] = operands as readonly [Expression, Expression];
  const value = (operand: Expression) => evaluate(operand, scope);
  switch (operator) {
    case "parenthesis":
      return value(left);
    case "not":
      return !holds(left, scope);
    case "minus":
      return calculate("-", 0, value(left));
    case "&&":
      return holds(left, scope) && holds(right, scope);
    case "||":
      return holds(left, scope) || holds(right, scope);
    case "==":
      return looselyEqual(value(left), value(right));
    case "!=":
      return !looselyEqual(value(left), value(right));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(operator, value(left), value(right));
    case "+":
      return add([left, value(left)], [right, value(right)], scope);
    default:
      return calculate(operator, value(left), value(right));
  }
}

type Operand = readonly [expression: Expression, value: unknown];

/** A string on either side makes it a concatenation; what has no value then counts as it is written (Velocity 1.7). */
function add(left: Operand, right: Operand, { quiet }: Scope): unknown {
  if (typeof left[1] !== "string" && typeof right[1] !== "string") return calculate("+", left[1], right[1]);
  return [left, right]
    .map(([expression, value]) =>
      value === undefined && expression.kind === "reference" ? writtenOf(expression.reference, quiet) : print(value),
    )
    .join("");
}

function writtenOf({ name, literal }: Reference, quiet: ReadonlySet<string>): string {
  return quiet.has(name) ? "" : literal;
}
