import { LanguageSyntaxError } from "./errors";
import { TextReader } from "./textReader";

/** A step of a path. */
export type Step =
  | { readonly kind: "property"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly indices: readonly number[] }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "wildcard" }
  /** `text` is the expression with `?(` and `)`. */
  | { readonly kind: "filter"; readonly text: string }
  | { readonly kind: "scan"; readonly step: Step }
  | { readonly kind: "length" };

/** A parsed path, without the root. */
export interface Path {
  readonly steps: readonly Step[];
  /** True if the path selects exactly one value. The others give a list. */
  readonly isDefinite: boolean;
}

/** Maximum steps of a path, so that parsing and evaluation stay short. */
const maxSteps = 1_000;

/**
 * Parses the part of a JSONPath behind its root, with the syntax of Jayway's JsonPath, which AWS uses.
 *
 * @throws LanguageSyntaxError
 */
export function parsePath(text: string): Path {
  const reader = new PathReader(text);
  const steps: Step[] = [];
  while (!reader.isAtEnd) {
    steps.push(reader.step());
    if (steps.length > maxSteps) throw new LanguageSyntaxError(`a path has at most ${String(maxSteps)} steps`);
  }
  return { steps, isDefinite: steps.every(isDefinite) };
}

function isDefinite(step: Step): boolean {
  if (step.kind === "property") return step.names.length === 1;
  if (step.kind === "index") return step.indices.length === 1;
  return step.kind === "length";
}

class PathReader extends TextReader {
  constructor(text: string) {
    super(text, `$${text}`);
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  step(): Step {
    if (this.text.startsWith("..", this.at)) {
      this.at += 2;
      const step = this.text[this.at] === "[" ? this.bracket() : this.dotted();
      return { kind: "scan", step };
    }
    if (this.text[this.at] === ".") {
      this.at += 1;
      return this.dotted();
    }
    if (this.text[this.at] === "[") return this.bracket();
    throw this.unexpected();
  }

  private dotted(): Step {
    const [name = ""] = this.take(/[^.[\]()\s,]+/y) ?? [];
    if (name === "*") return { kind: "wildcard" };
    if (name === "length" && this.text.startsWith("()", this.at)) {
      this.at += 2;
      return { kind: "length" };
    }
    if (name === "") throw this.unexpected();
    return { kind: "property", names: [name] };
  }

  private bracket(): Step {
    this.at += 1;
    this.take(/\s*/y);
    const step = this.inside();
    this.take(/\s*/y);
    if (this.text[this.at] !== "]") throw this.unexpected();
    this.at += 1;
    return step;
  }

  private inside(): Step {
    const next = this.text[this.at];
    if (next === "*") {
      this.at += 1;
      return { kind: "wildcard" };
    }
    if (next === "?") return this.filter();
    if (next === "'" || next === '"') return { kind: "property", names: this.list(() => this.quoted()) };
    const slice = this.take(/(-?\d+)?\s*:\s*(-?\d+)?/y);
    if (slice !== undefined) return { kind: "slice", from: numberOf(slice[1]), to: numberOf(slice[2]) };
    return { kind: "index", indices: this.list(() => this.index()) };
  }

  private list<T>(read: () => T): T[] {
    const list = [read()];
    while (this.take(/\s*,\s*/y) !== undefined) list.push(read());
    return list;
  }

  private index(): number {
    const [digits] = this.take(/-?\d{1,9}/y) ?? [];
    if (digits === undefined) throw this.unexpected();
    return Number(digits);
  }

  /** Reads a quoted name. A backslash escapes the quote and itself; before other characters it is literal. */
  private quoted(): string {
    const quote = this.text[this.at]!;
    let name = "";
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const next = this.text[this.at]!;
      if (next === quote) {
        this.at += 1;
        return name;
      }
      const escaped = next === "\\" ? this.text[this.at + 1] : undefined;
      if (escaped === quote || escaped === "\\") this.at += 1;
      name += escaped === quote || escaped === "\\" ? escaped : next;
    }
    throw this.unexpected();
  }

  private filter(): Step {
    const end = filterEnd(this.text, this.at);
    if (end === undefined) throw this.unexpected();
    const text = this.text.slice(this.at, end);
    this.at = end;
    return { kind: "filter", text };
  }
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** Returns the end of `?(…)`, behind its closing parenthesis; undefined if it does not close. */
function filterEnd(text: string, start: number): number | undefined {
  if (text[start + 1] !== "(") return undefined;
  let depth = 0;
  let quote: string | undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const next = text[at]!;
    if (quote !== undefined) {
      if (next === "\\") at += 1;
      else if (next === quote) quote = undefined;
    } else if (next === "'" || next === '"') quote = next;
    else if (next === "(") depth += 1;
    else if (next === ")" && --depth === 0) return at + 1;
  }
  return undefined;
}
