/** Parsed template. */
export interface Template {
  readonly nodes: readonly TemplateNode[];
  /** Macros, keyed by name. Velocity registers them during parsing, so calls may precede the definition. */
  readonly macros: ReadonlyMap<string, Macro>;
}

export interface Macro {
  readonly parameters: readonly string[];
  readonly body: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reference"; readonly reference: Reference; readonly backslashes: number }
  | { readonly kind: "set"; readonly target: Reference; readonly value: Expression }
  | { readonly kind: "if"; readonly branches: readonly Branch[] }
  | {
      readonly kind: "foreach";
      readonly variable: string;
      readonly over: Expression;
      readonly body: readonly TemplateNode[];
    }
  | { readonly kind: "define"; readonly name: string; readonly body: readonly TemplateNode[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly literal: string }
  | { readonly kind: "break" }
  | { readonly kind: "stop" };

export interface Branch {
  /** Absent for #else. */
  readonly condition?: Expression;
  readonly body: readonly TemplateNode[];
}

export interface Reference {
  readonly name: string;
  readonly path: readonly Step[];
  /** True for `$!x`, which prints nothing without a value. */
  readonly quiet: boolean;
  /** Source text, which is printed without a value. */
  readonly literal: string;
}

export type Step =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "index"; readonly key: Expression }
  | { readonly kind: "method"; readonly name: string; readonly args: readonly Expression[] };

export type Expression =
  | { readonly kind: "value"; readonly value: unknown }
  /** Double-quoted string. */
  | { readonly kind: "interpolated"; readonly nodes: readonly TemplateNode[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "range"; readonly from: Expression; readonly to: Expression }
  | { readonly kind: "map"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "operation"; readonly operator: Operator; readonly operands: readonly Expression[] };

export type Operator =
  "+" | "-" | "*" | "/" | "%" | "&&" | "||" | "not" | "minus" | "parenthesis" | "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Error of a template that Velocity rejects or aborts. API Gateway answers 500. */
export class VelocityError extends Error {
  override readonly name = "VelocityError";
}
