import { testWithin } from "../../kernel/bounds/boundedRegExp";
import { PathNotFound } from "./errors";
import { isArray, textOf, type Json } from "./json";
import { parsePath, type Path } from "./path";
import { TextReader } from "./textReader";

/** Values that a filter reads. */
export interface FilterInput {
  readonly item: Json;
  readonly root: Json;
  /** Returns the value at a path. @throws PathNotFound */
  readonly select: (path: Path, value: Json) => Json;
}

/** Decides whether a filter keeps a value. */
export type Filter = (input: FilterInput) => boolean;

type Operand = (input: FilterInput) => Json | undefined;

const comparisons: Readonly<Record<string, (left: Json | undefined, right: Json | undefined) => boolean>> = {
  "==": (left, right) => isSame(left, right),
  "!=": (left, right) => !isSame(left, right),
  "<": (left, right) => compare(left, right, (order) => order < 0),
  "<=": (left, right) => compare(left, right, (order) => order <= 0),
  ">": (left, right) => compare(left, right, (order) => order > 0),
  ">=": (left, right) => compare(left, right, (order) => order >= 0),
  in: (left, right) => isArray(right) && right.some((each) => isSame(left, each)),
  nin: (left, right) => isArray(right) && !right.some((each) => isSame(left, each)),
  contains: (left, right) =>
    isArray(left)
      ? left.some((each) => isSame(each, right))
      : typeof left === "string" && typeof right === "string" && left.includes(right),
};

/** Parses the expression of `?(…)`: comparisons, `in`, `nin`, `contains`, `=~`, `!`, `&&`, `||`. @throws LanguageSyntaxError */
export function parseFilter(text: string): Filter {
  const reader = new FilterReader(text);
  const filter = reader.either();
  reader.end();
  return filter;
}

class FilterReader extends TextReader {
  private depth = 0;

  constructor(text: string) {
    super(text, `the filter ${text}`);
  }

  end(): void {
    this.take(/\s*/y);
    if (this.at < this.text.length) throw this.unexpected();
  }

  either(): Filter {
    const parts = [this.both()];
    while (this.take(/\s*\|\|/y) !== undefined) parts.push(this.both());
    return (input) => parts.some((part) => part(input));
  }

  private both(): Filter {
    const parts = [this.term()];
    while (this.take(/\s*&&/y) !== undefined) parts.push(this.term());
    return (input) => parts.every((part) => part(input));
  }

  private term(): Filter {
    // Bounds the recursion of nested parentheses.
    if ((this.depth += 1) > 1_000) throw this.unexpected();
    if (this.take(/\s*!(?!=)/y) !== undefined) {
      const inner = this.term();
      return (input) => !inner(input);
    }
    if (this.take(/\s*\(/y) !== undefined) {
      const inner = this.either();
      if (this.take(/\s*\)/y) === undefined) throw this.unexpected();
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Filter {
    const left = this.operand();
    const match = this.take(/\s*=~\s*\/((?:[^/\\]|\\.)*)\/(i?)/y);
    if (match !== undefined) {
      const pattern = new RegExp(`^(?:${match[1] ?? ""})$`, match[2]);
      return (input) => testWithin(pattern, textOf(left(input)));
    }
    const [, operator] = this.take(/\s*(==|!=|<=|>=|<|>|in\b|nin\b|contains\b)/y) ?? [];
    if (operator === undefined) return (input) => left(input) !== undefined;
    const right = this.operand();
    return (input) => comparisons[operator]!(left(input), right(input));
  }

  private operand(): Operand {
    this.take(/\s*/y);
    const path = this.take(/([@$])((?:\.\.?[\w\-*]+|\[(?:\d+|\*|'[^']*'|"[^"]*")\])*)/y);
    if (path !== undefined) return pathOperand(parsePath(path[2] ?? ""), path[1] === "@");
    const literal = this.take(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y);
    if (literal !== undefined) return () => literalValue(literal[0]);
    if (this.take(/\[/y) === undefined) throw this.unexpected();
    return this.list();
  }

  private list(): Operand {
    const items: Operand[] = [];
    while (this.take(/\s*\]/y) === undefined) {
      items.push(this.operand());
      this.take(/\s*,/y);
    }
    return (input) => items.map((each) => each(input) ?? null);
  }
}

function pathOperand(path: Path, isOfItem: boolean): Operand {
  return ({ item, root, select }) => {
    try {
      return select(path, isOfItem ? item : root);
    } catch (error) {
      if (error instanceof PathNotFound) return undefined;
      throw error;
    }
  };
}

function literalValue(text: string): Json {
  if (text.startsWith("'")) return text.slice(1, -1).replace(/\\(.)/g, "$1");
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(.)/g, "$1");
  return JSON.parse(text) as Json;
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function compare(left: unknown, right: unknown, holds: (order: number) => boolean): boolean {
  if (typeof left === "number" && typeof right === "number") return holds(left - right);
  if (typeof left !== "string" || typeof right !== "string") return false;
  return holds(left < right ? -1 : left > right ? 1 : 0);
}
