import { validationError } from "../errors";
import type { Path } from "../expressions/ast";
import { normalizeValue } from "../values/normalize";
import { setAttribute, typeOf, type AttributeValue, type MutableItem } from "../values/types";
import type { Source } from "./source";

/** True if a literal value or a parameter begins at the token. */
export function startsValue(source: Source): boolean {
  const { kind } = source.token;
  if (kind === "text" || kind === "number" || kind === "parameter") return true;
  if (kind === "symbol") {
    if (source.isSymbol("-") || source.isSymbol("+")) return source.peek().kind === "number";
    return source.isSymbol("{") || source.isSymbol("[") || source.isSymbol("<<");
  }
  return source.isWord("TRUE") || source.isWord("FALSE") || source.isWord("NULL");
}

/** Parses a literal: text, number, boolean, null, document, list, set or parameter. @throws ValidationException */
export function parseValue(source: Source): AttributeValue {
  const { token } = source;
  if (token.kind === "parameter") return source.parameter();
  if (token.kind === "text") {
    source.next();
    return { S: token.text };
  }
  if (token.kind === "number" || source.isSymbol("-") || source.isSymbol("+")) return parseNumber(source);
  if (source.takeWord("TRUE")) return { BOOL: true };
  if (source.takeWord("FALSE")) return { BOOL: false };
  if (source.takeWord("NULL")) return { NULL: true };
  if (source.isSymbol("{")) return { M: parseDocument(source) };
  if (source.isSymbol("[")) return { L: source.parseNested(() => parseList(source, "[", "]")) };
  if (source.isSymbol("<<")) return setOf(source.parseNested(() => parseList(source, "<<", ">>")));
  throw source.syntaxError();
}

function parseNumber(source: Source): AttributeValue {
  const sign = source.isSymbol("-") || source.isSymbol("+") ? source.next().text : "";
  if (source.token.kind !== "number") throw source.syntaxError();
  return normalizeValue({ N: sign + source.next().text });
}

/** Parses `{'name': value, …}`. */
export function parseDocument(source: Source): MutableItem {
  source.expectSymbol("{");
  const item: MutableItem = {};
  source.parseNested(() => {
    if (source.isSymbol("}")) return;
    do {
      const { kind, text } = source.next();
      if (kind !== "text" && kind !== "quoted") throw source.syntaxError();
      source.expectSymbol(":");
      setAttribute(item, text, parseValue(source));
    } while (source.takeSymbol(","));
  });
  source.expectSymbol("}");
  return item;
}

export function parseList(source: Source, open: string, close: string): AttributeValue[] {
  source.expectSymbol(open);
  const list: AttributeValue[] = [];
  if (!source.isSymbol(close)) {
    do list.push(parseValue(source));
    while (source.takeSymbol(","));
  }
  source.expectSymbol(close);
  return list;
}

function setOf(values: readonly AttributeValue[]): AttributeValue {
  const [first] = values;
  const type = first === undefined ? undefined : typeOf(first);
  if ((type !== "S" && type !== "N" && type !== "B") || values.some((value) => value[type] === undefined)) {
    throw validationError("A set must contain texts, numbers or binary values of one type");
  }
  return normalizeValue({ [`${type}S`]: values.map((value) => value[type]!) });
}

/** Parses a document path: `a.b[0]."c"` or `a['b']`. */
export function parsePath(source: Source): Path {
  const path: (string | number)[] = [parseName(source)];
  for (;;) {
    if (source.takeSymbol(".")) path.push(parseName(source));
    else if (source.isSymbol("[")) {
      source.next();
      const { kind, text } = source.next();
      if (kind === "number" && /^\d+$/.test(text)) path.push(Number(text));
      else if (kind === "text") path.push(text);
      else throw source.syntaxError();
      source.expectSymbol("]");
    } else return path;
  }
}

export function parseName(source: Source): string {
  const { kind, text } = source.token;
  if (kind !== "word" && kind !== "quoted") throw source.syntaxError();
  source.next();
  return text;
}
