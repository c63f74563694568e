import { parse } from "velocityjs";
import { parseExpression, parseReference, referenceText, type RawNode } from "./parseExpression";
import { isEnd, prepareSource, restoreSource, splitBackslashes } from "./source";
import { VelocityError, type Branch, type Macro, type Template, type TemplateNode } from "./syntax";

/** Output of velocityjs's parser: text, a directive or reference, or a block that starts with its directive. */
type Raw = string | RawNode | readonly Raw[];

interface Parsing {
  /** Lines of the source, including line ends. */
  readonly lines: readonly string[];
  readonly macros: Map<string, Macro>;
  readonly macroNames: ReadonlySet<string>;
}

/**
 * Parses a template with velocityjs and adds what its tree lacks: source texts and escapes of references, #stop without
 * parentheses, Velocity's whitespace rules, and errors for unbalanced blocks.
 *
 * @throws Error if the template is not valid, or uses syntax that velocityjs does not support.
 */
export function parseTemplate(source: string): Template {
  const prepared = prepareSource(source);
  const raw = parseBalanced(prepared);
  const parsing: Parsing = {
    lines: prepared.match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [],
    macros: new Map(),
    macroNames: new Set(macroNamesIn(raw)),
  };
  return { nodes: nodesOf(raw, parsing), macros: parsing.macros };
}

/**
 * Parses a template and detects unbalanced blocks, which velocityjs accepts silently. It stops at a surplus #end and
 * repeats the content of a block without #end. A mark after the template appears exactly once at the outermost level
 * only if all blocks are closed.
 */
function parseBalanced(prepared: string): readonly Raw[] {
  // Without a prototype, because velocityjs would take #constructor() for a custom block.
  const noBlocks = Object.create(null) as Record<string, boolean>;
  const nodes = parse(prepared, noBlocks, false) as unknown as Raw[];
  const isMark = (raw: Raw | undefined) =>
    typeof raw === "object" && "type" in raw && raw.type === "raw" && isEnd(raw.value);
  const count = (list: readonly Raw[]): number =>
    list.reduce((sum, raw) => sum + (isList(raw) ? count(raw) : Number(isMark(raw))), 0);
  if (!isMark(nodes.at(-1)) || count(nodes) !== 1) throw new VelocityError("An #end is missing or surplus");
  const last = nodes.at(-2);
  return [...nodes.slice(0, -2), typeof last === "string" ? last.replace(/\n$/, "") : last!];
}

function isList(raw: Raw): raw is readonly Raw[] {
  return Array.isArray(raw);
}

function* macroNamesIn(list: readonly Raw[]): Generator<string> {
  for (const raw of list) {
    if (isList(raw)) yield* macroNamesIn(raw);
    else if (typeof raw === "object" && raw.type === "macro") yield String(raw.id);
  }
}

function nodesOf(list: readonly Raw[], parsing: Parsing): TemplateNode[] {
  const pieces = separateStops(list);
  return pieces.flatMap((piece, index): readonly TemplateNode[] => {
    const [before, after] = [pieces[index - 1], pieces[index + 1]];
    if (typeof piece !== "string") {
      const backslashes = typeof before === "string" ? splitBackslashes(before)[1] : 0;
      return isReference(piece) ? referenceNodes(piece, backslashes, parsing) : nodeOf(piece, parsing);
    }
    const own = restoreSource(isReference(after) ? splitBackslashes(piece)[0] : piece);
    const text = trimWhitespace(own, [before, after], parsing);
    return text === "" ? [] : [{ kind: "text", text }];
  });
}

function isReference(raw: Raw | undefined): raw is RawNode {
  return typeof raw === "object" && "type" in raw && raw.type === "references";
}

/** Joins texts that the tokenizer splits: `#stop` arrives as `#s` and `top…`, and `\#stop` as `#` and `stop…`. */
function separateStops(list: readonly Raw[]): Raw[] {
  const pieces: Raw[] = [];
  for (const raw of list) {
    const last = pieces.at(-1);
    if (typeof raw !== "string" || typeof last !== "string") pieces.push(raw);
    else if (last.endsWith("#s") && /^top(?![\w-])/.test(raw))
      pieces.splice(-1, 1, last.slice(0, -2), { type: "stop" }, raw.slice("top".length));
    else pieces.splice(-1, 1, last + raw);
  }
  return pieces;
}

/**
 * Removes the whitespace that directives consume. A directive consumes the rest of its line if it is blank. #set also
 * consumes blanks before it after a directive or reference (Velocity 1.7's grammar: Parser.jjt).
 */
function trimWhitespace(text: string, [before, after]: readonly (Raw | undefined)[], { macroNames }: Parsing): string {
  const rest = endsAtLineEnd(before, macroNames) ? text.replace(/^[ \t]*(?:\r\n|\r|\n)/, "") : text;
  const precedesSet = typeof after === "object" && "type" in after && after.type === "set";
  return precedesSet && /^[ \t]+$/.test(rest) ? "" : rest;
}

function endsAtLineEnd(before: Raw | undefined, macroNames: ReadonlySet<string>): boolean {
  if (before === undefined || typeof before === "string") return false;
  if (isList(before)) return true;
  if (before.type === "comment") return String(before.value).startsWith("##");
  if (before.type === "macro_call") return before.id === "stop" || macroNames.has(String(before.id));
  return before.type !== "references" && before.type !== "raw";
}

function nodeOf(raw: RawNode | readonly Raw[], parsing: Parsing): readonly TemplateNode[] {
  if (isList(raw)) return blockOf(raw, parsing);
  switch (raw.type) {
    case "raw":
      return [{ kind: "text", text: String(raw.value) }];
    case "set":
      return [
        {
          kind: "set",
          target: parseReference(raw.equal![0], parseText),
          value: parseExpression(raw.equal![1], parseText),
        },
      ];
    case "macro_call":
      return [callOf(raw, parsing)];
    case "break":
    case "stop":
      return [{ kind: raw.type }];
    // The head of a block also appears among its content.
    case "if":
    case "foreach":
    case "define":
    case "macro":
    case "comment":
      return [];
    default:
      throw new VelocityError(`#${raw.type} is not allowed here`);
  }
}

function blockOf(block: readonly Raw[], parsing: Parsing): readonly TemplateNode[] {
  const head = block[0] as RawNode;
  const name = String(head.id);
  if (head.type === "if") return [{ kind: "if", branches: branchesOf(block, parsing) }];
  const body = nodesOf(block, parsing);
  if (head.type === "define") return [{ kind: "define", name, body }];
  if (head.type === "foreach")
    return [{ kind: "foreach", variable: String(head.to), over: parseExpression(head.from!, parseText), body }];
  if (head.type !== "macro") throw new VelocityError(`#${head.type} is not a directive`);
  parsing.macros.set(name, { parameters: (head.args || []).map(({ id }) => String(id)), body });
  return [];
}

function branchesOf(block: readonly Raw[], parsing: Parsing): Branch[] {
  const isBranch = (raw: Raw): raw is RawNode =>
    typeof raw === "object" && "type" in raw && ["if", "elseif", "else"].includes(raw.type);
  const starts = block.flatMap((raw, index) => (isBranch(raw) ? [index] : []));
  return starts.map((start, index) => {
    const { condition } = block[start] as RawNode;
    // The content starts with its directive, which consumes the line end after it.
    const content = block.slice(start, starts[index + 1]).map((raw, at) => (at === 0 ? { type: "if" } : raw));
    const body = nodesOf(content, parsing);
    return condition === undefined ? { body } : { condition: parseExpression(condition, parseText), body };
  });
}

/** Splits `$price(1)` into a reference and text, because variables have no arguments in Velocity. */
function referenceNodes(raw: RawNode, backslashes: number, parsing: Parsing): TemplateNode[] {
  const literal = sourceOf(raw, parsing);
  const reference = { ...parseReference(raw, parseText), literal };
  if (raw.args === undefined) return [{ kind: "reference", reference, backslashes }];
  const name = /^\$!?\{?[\w-]+\}?/.exec(literal)?.[0] ?? literal;
  return [
    { kind: "reference", reference: { ...reference, path: [], literal: name }, backslashes },
    { kind: "text", text: literal.slice(name.length) },
  ];
}

function callOf(raw: RawNode, parsing: Parsing): TemplateNode {
  if (raw.id === "stop") return { kind: "stop" };
  const args = (raw.args || []).map((arg) => parseExpression(arg, parseText));
  return { kind: "call", name: String(raw.id), args, literal: sourceOf(raw, parsing) };
}

function sourceOf(raw: RawNode, { lines }: Parsing): string {
  const { pos } = raw;
  if (pos === undefined) return referenceText(raw);
  const covered = lines.slice(pos.first_line - 1, pos.last_line);
  const end = covered.slice(0, -1).join("").length + pos.last_column;
  return restoreSource(covered.join("").slice(pos.first_column, end));
}

/** Parses a double-quoted string as a separate template with its own macros. */
function parseText(source: string): readonly TemplateNode[] {
  return parseTemplate(source).nodes;
}
