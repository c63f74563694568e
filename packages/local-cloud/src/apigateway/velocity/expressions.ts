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

/** Variables and state of the template part that is being rendered. */
export interface Scope {
  /** Shared by the whole template, as in Velocity: #set in a loop or macro changes the variables of the rest. */
  readonly variables: Map<string, unknown>;
  readonly macros: ReadonlyMap<string, Macro>;
  /** Variables for which a missing value prints nothing. */
  readonly quiet: ReadonlySet<string>;
  /** Parameters of the current macro. */
  readonly parameters: Map<string, Argument>;
  /** Nesting depth of macros. */
  readonly depth: number;
  /** Set by #break and #stop. Rendering skips nodes until the enclosing loop, macro or template handles it. */
  readonly run: { halted?: "break" | "stop" };
  readonly render: (nodes: readonly TemplateNode[], scope: Scope) => string;
}

/** Argument of a macro. It is evaluated at each use ("call by name" in the user guide). */
export interface Argument {
  readonly expression: Expression;
  readonly scope: Scope;
}

/** Evaluates an expression. Undefined represents Java's null. */
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

/** Follows the steps of a reference. Returns null if a step has no value. */
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

/** Maximum length of a range. A longer one would exhaust the memory of the local cloud. */
const longestRange = 1_000_000;

/** Returns the numbers of a range such as `[1..3]`; ranges may descend (Velocity user guide, "Range Operator"). */
function rangeOf(from: unknown, to: unknown): number[] | undefined {
  const [first, last] = [amountOf(from), amountOf(to)];
  if (!first || !last || first.decimal || last.decimal) return undefined;
  const length = Math.abs(last.amount - first.amount) + 1;
  if (length > longestRange) throw new VelocityError(`A range of ${length} numbers`);
  const direction = Math.sign(last.amount - first.amount);
  return Array.from({ length }, (_, index) => first.amount + index * direction);
}

/**
 * True if a condition holds in Velocity 1.7, which API Gateway matches. A reference holds unless its value is null or
 * false (user guide, "Conditionals"). Therefore "", 0 and empty collections hold, unlike in Velocity 2. Other
 * expressions that are not booleans, such as `#if("a")` and `#if($x + 1)`, never hold (SimpleNode.evaluate).
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

/**
 * Adds numbers, or concatenates if either side is a string. A reference without a value then prints as written
 * (Velocity 1.7).
 */
function add(left: Operand, right: Operand, { quiet }: Scope): unknown {
  if (typeof left[1] !== "string" && typeof right[1] !== "string") return calculate("+", left[1], right[1]);
  return [left, right]
    .map(([expression, value]) =>
      value === undefined && expression.kind === "reference" ? sourceOf(expression.reference, quiet) : print(value),
    )
    .join("");
}

function sourceOf({ name, literal }: Reference, quiet: ReadonlySet<string>): string {
  return quiet.has(name) ? "" : literal;
}
