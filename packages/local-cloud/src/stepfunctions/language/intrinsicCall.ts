import { LanguageSyntaxError } from "./errors";
import type { Json } from "./json";
import { parseReference } from "./scope";
import { TextReader } from "./textReader";

/** An argument of an intrinsic function, or the call itself. */
export type Expression =
  | { readonly kind: "value"; readonly value: Json }
  /** Text with the escapes of `\{` and `\}`, which only States.Format reads. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

export type Call = Extract<Expression, { readonly kind: "call" }>;

/** Maximum nesting of calls (Step Functions Developer Guide, "Intrinsic functions"). */
const maxNesting = 10;

/** Returns whether a text has the form of a call. */
export function isCall(text: string): boolean {
  return /^States\.\w+\s*\(/.test(text);
}

/** Parses a call such as `States.Format('{}', $.name)`. @throws LanguageSyntaxError */
export function parseCall(text: string): Call {
  const reader = new CallReader(text);
  const call = reader.call(1);
  reader.end();
  return call;
}

class CallReader extends TextReader {
  end(): void {
    this.take(/\s*/y);
    if (this.at < this.text.length) throw this.unexpected();
  }

  call(nesting: number): Call {
    if (nesting > maxNesting) throw new LanguageSyntaxError(`calls are nested ${String(maxNesting)} levels at most`);
    const [, name] = this.take(/\s*(States\.\w+)\s*\(/y) ?? [];
    if (name === undefined) throw this.unexpected();
    const args: Expression[] = [];
    if (this.take(/\s*\)/y) !== undefined) return { kind: "call", name, args };
    for (;;) {
      args.push(this.argument(nesting));
      if (this.take(/\s*\)/y) !== undefined) return { kind: "call", name, args };
      if (this.take(/\s*,/y) === undefined) throw this.unexpected();
    }
  }

  private argument(nesting: number): Expression {
    this.take(/\s*/y);
    const next = this.text[this.at];
    if (next === "'") return { kind: "text", text: this.quoted() };
    if (next === "$") return this.path();
    if (next === "S") return this.call(nesting + 1);
    const literal = this.take(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y);
    if (literal === undefined) throw this.unexpected();
    return { kind: "value", value: JSON.parse(literal[0]) as Json };
  }

  private quoted(): string {
    const found = this.take(/'((?:[^'\\]|\\[^])*)'/y);
    if (found === undefined) throw this.unexpected();
    return found[1]!;
  }

  /** Reads a path up to the comma or parenthesis behind it, outside of brackets. */
  private path(): Expression {
    const start = this.at;
    let depth = 0;
    let quote: string | undefined;
    for (; this.at < this.text.length; this.at += 1) {
      const next = this.text[this.at]!;
      if (quote !== undefined) {
        if (next === "\\") this.at += 1;
        else if (next === quote) quote = undefined;
      } else if (depth > 0 && (next === "'" || next === '"')) quote = next;
      else if (next === "[" || next === "(") depth += 1;
      else if (depth > 0 && (next === "]" || next === ")")) depth -= 1;
      else if (depth === 0 && (next === "," || next === ")")) break;
    }
    const path = this.text.slice(start, this.at).trimEnd();
    parseReference(path);
    return { kind: "path", path };
  }
}

/** Returns the paths of a call's arguments, those of nested calls included. @throws LanguageSyntaxError */
export function callPaths(text: string): string[] {
  return pathsIn(parseCall(text));
}

function pathsIn(expression: Expression): string[] {
  if (expression.kind === "path") return [expression.path];
  return expression.kind === "call" ? expression.args.flatMap(pathsIn) : [];
}
