import { restoreSource } from "./source";
import { VelocityError, type Expression, type Operator, type Reference, type Step, type TemplateNode } from "./syntax";
import { Decimal } from "./values";

/** Node of velocityjs's tree. The types of the package lack most of these properties. */
export interface RawNode {
  readonly type: string;
  readonly id?: unknown;
  readonly value?: unknown;
  readonly leader?: string;
  readonly isEval?: boolean;
  readonly isRange?: boolean;
  /** True for a reference in braces. The library spells it this way. */
  readonly isWraped?: boolean;
  readonly path?: readonly RawNode[];
  /** False for empty parentheses. */
  readonly args?: readonly RawNode[] | false;
  readonly equal?: readonly [RawNode, RawNode];
  readonly condition?: RawNode;
  readonly from?: RawNode;
  readonly to?: unknown;
  readonly operator?: Operator;
  readonly expression?: readonly RawNode[];
  readonly pos?: {
    readonly first_line: number;
    readonly last_line: number;
    readonly first_column: number;
    readonly last_column: number;
  };
}

/** Parses the content of a double-quoted string. */
type ParseText = (source: string) => readonly TemplateNode[];

export function parseExpression(raw: RawNode, parseText: ParseText): Expression {
  const nested = (inner: RawNode) => parseExpression(inner, parseText);
  switch (raw.type) {
    case "references":
      return { kind: "reference", reference: parseReference(raw, parseText) };
    case "string":
      return raw.isEval
        ? doubleQuoted(String(raw.value), parseText)
        : { kind: "value", value: restoreSource(String(raw.value)) };
    case "integer":
      return { kind: "value", value: Number(raw.value) };
    case "decimal":
      return { kind: "value", value: new Decimal(Number(raw.value)) };
    case "bool":
      return { kind: "value", value: raw.value === "null" ? undefined : raw.value === "true" };
    case "array":
      return arrayOf(raw, nested);
    case "map":
      return {
        kind: "map",
        entries: rawEntries(raw).map(([key, item]) => [doubleQuoted(key, parseText), nested(item)]),
      };
    case "math":
      return { kind: "operation", operator: raw.operator!, operands: raw.expression!.map(nested) };
    default:
      throw new VelocityError(`${raw.type} is not an expression`);
  }
}

function arrayOf({ value, isRange }: RawNode, nested: (raw: RawNode) => Expression): Expression {
  const items = ((value ?? []) as readonly (RawNode | string | number)[]).map((item): Expression =>
    typeof item === "object" ? nested(item) : { kind: "value", value: Number(item) },
  );
  return isRange ? { kind: "range", from: items[0]!, to: items[1]! } : { kind: "list", items };
}

/**
 * Parses a double-quoted string. Velocity 1.7 replaces `\u0041`, and parses the string only if it contains `#` or `$`.
 */
function doubleQuoted(source: string, parseText: ParseText): Expression {
  const text = restoreSource(source).replace(/\\u([\da-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  return /[$#]/.test(text) ? { kind: "interpolated", nodes: parseText(text) } : { kind: "value", value: text };
}

export function parseReference(raw: RawNode, parseText: ParseText): Reference {
  return {
    name: String(raw.id),
    path: (raw.path ?? []).map((step) => stepOf(step, parseText)),
    quiet: raw.leader === "$!",
    literal: referenceText(raw),
  };
}

/** Returns the source text of a reference. Blanks are lost, because the tree does not contain them. */
export function referenceText({ leader, isWraped, id, path = [] }: RawNode): string {
  const text = `${String(id)}${path.map(stepText).join("")}`;
  return `${leader}${isWraped ? `{${text}}` : text}`;
}

function stepText(step: RawNode): string {
  if (step.type === "index") return `[${expressionText(step.id as RawNode)}]`;
  const args = step.type === "method" ? `(${(step.args || []).map(expressionText).join(", ")})` : "";
  return `.${String(step.id)}${args}`;
}

function expressionText(raw: RawNode | string | number): string {
  if (typeof raw !== "object") return String(raw);
  const { type, value, isEval, isRange } = raw;
  switch (type) {
    case "references":
      return referenceText(raw);
    case "string":
      return restoreSource(isEval ? `"${String(value)}"` : `'${String(value)}'`);
    case "array":
      return `[${((value ?? []) as readonly RawNode[]).map(expressionText).join(isRange ? ".." : ", ")}]`;
    case "map":
      return `{${rawEntries(raw)
        .map(([key, item]) => `"${restoreSource(key)}": ${expressionText(item)}`)
        .join(", ")}}`;
    default:
      return String(value);
  }
}

/** Returns the entries of a map literal. The tree does not contain the quotes of keys. */
function rawEntries({ value }: RawNode): [key: string, item: RawNode][] {
  return Object.entries((value ?? {}) as Record<string, RawNode>);
}

function stepOf(raw: RawNode, parseText: ParseText): Step {
  if (raw.type === "index") return { kind: "index", key: parseExpression(raw.id as RawNode, parseText) };
  const name = String(raw.id);
  if (raw.type === "property") return { kind: "property", name };
  return { kind: "method", name, args: (raw.args || []).map((arg) => parseExpression(arg, parseText)) };
}
