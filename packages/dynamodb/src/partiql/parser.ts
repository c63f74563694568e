import { invalidParameter, validationError } from "../errors";
import type { Condition, Path, SetValue } from "../expressions/ast";
import { normalizeItem } from "../values/normalize";
import type { AttributeValue } from "../values/types";
import type { PartiqlValue, Returning, Statement } from "./ast";
import { Source } from "./source";
import { parseDocument, parseName, parsePath, parseValue, startsValue } from "./values";
import { parseWhere } from "./where";

/** Parses a statement ("PartiQL for DynamoDB"). @throws ValidationException */
export function parseStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const source = new Source(text, parameters);
  const statement = statementOf(source);
  source.end();
  return statement;
}

function statementOf(source: Source): Statement {
  if (source.takeWord("SELECT")) return select(source);
  if (source.takeWord("INSERT")) return insert(source);
  if (source.takeWord("UPDATE")) return update(source);
  if (source.takeWord("DELETE")) return remove(source);
  if (source.takeWord("EXISTS")) return exists(source);
  throw validationError("Statement wasn't well formed, can't be processed: Expected data manipulation");
}

function exists(source: Source): Statement {
  source.expectSymbol("(");
  source.expectWord("SELECT");
  const statement = select(source);
  source.expectSymbol(")");
  return { kind: "exists", statement };
}

function select(source: Source): Extract<Statement, { kind: "select" }> {
  const paths = source.takeSymbol("*") ? undefined : pathList(source);
  source.expectWord("FROM");
  const [table, index] = target(source);
  const where = optionalWhere(source);
  return { kind: "select", paths, table, index, where, order: order(source) };
}

function pathList(source: Source): Path[] {
  const paths = [parsePath(source)];
  while (source.takeSymbol(",")) paths.push(parsePath(source));
  return paths;
}

/** Parses the name of a table, and of an index after a dot. */
function target(source: Source): [table: string, index: string | undefined] {
  const parts = [parseName(source)];
  // Names with dots or dashes require quotes, so an unquoted dot separates parts.
  while (source.takeSymbol(".")) parts.push(parseName(source));
  if (parts.some((part) => part === "")) throw validationError("Path component cannot be an empty string");
  if (parts.length > 2) throw validationError("A path may contain at most 2 components in the FROM clause");
  return [parts[0]!, parts[1]];
}

function tableName(source: Source, message: string): string {
  const [table, index] = target(source);
  if (index !== undefined) throw validationError(message);
  return table;
}

const onlyTables = "This operation is not supported on an index";

function optionalWhere(source: Source): Condition | undefined {
  return source.takeWord("WHERE") ? parseWhere(source) : undefined;
}

function order(source: Source): { name: string; isDescending: boolean } | undefined {
  if (!source.takeWord("ORDER")) return undefined;
  source.expectWord("BY");
  const name = parseName(source);
  const isDescending = source.takeWord("DESC");
  if (!isDescending) source.takeWord("ASC");
  // Rejects further columns: the sort key already determines the order.
  if (source.isSymbol(",")) throw invalidParameter("ORDER BY takes one attribute");
  return { name, isDescending };
}

function insert(source: Source): Statement {
  source.expectWord("INTO");
  const table = tableName(source, "FROM clause may only contain a single table name");
  source.expectWord("VALUE");
  const value = source.token.kind === "parameter" ? parseValue(source) : { M: parseDocument(source) };
  if (value.M === undefined) throw validationError("The value of INSERT must be a map");
  return { kind: "insert", table, item: normalizeItem(value.M) };
}

function update(source: Source): Statement {
  const table = tableName(source, onlyTables);
  const set: { path: Path; value: PartiqlValue }[] = [];
  const removed: Path[] = [];
  for (;;) {
    if (source.takeWord("SET")) {
      do {
        const path = parsePath(source);
        source.expectSymbol("=");
        set.push({ path, value: setValue(source) });
      } while (source.takeSymbol(","));
    } else if (source.takeWord("REMOVE")) {
      do removed.push(parsePath(source));
      while (source.takeSymbol(","));
    } else break;
  }
  if (set.length + removed.length === 0) throw source.syntaxError();
  const where = optionalWhere(source);
  return { kind: "update", table, set, remove: removed, where, returning: returning(source) };
}

function remove(source: Source): Statement {
  source.expectWord("FROM");
  const table = tableName(source, onlyTables);
  const where = optionalWhere(source);
  const wanted = returning(source);
  if (wanted !== undefined && wanted !== "ALL OLD") {
    throw validationError(
      `Invalid returning clause: RETURNING ${wanted} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  }
  return { kind: "delete", table, where, returning: wanted };
}

function returning(source: Source): Returning | undefined {
  if (!source.takeWord("RETURNING")) return undefined;
  const scope = source.takeWord("ALL") ? "ALL" : "MODIFIED";
  if (scope === "MODIFIED") source.expectWord("MODIFIED");
  const time = source.takeWord("OLD") ? "OLD" : "NEW";
  if (time === "NEW") source.expectWord("NEW");
  source.expectSymbol("*");
  return `${scope} ${time}`;
}

function setValue(source: Source): PartiqlValue {
  const left = setOperand(source);
  const { text } = source.token;
  if (!source.takeSymbol("+") && !source.takeSymbol("-")) return left;
  return { kind: text === "+" ? "plus" : "minus", left: plain(source, left), right: plain(source, setOperand(source)) };
}

/** @throws ValidationException for a set function within another value */
function plain(source: Source, value: PartiqlValue): SetValue {
  if (value.kind === "set_add" || value.kind === "set_delete") throw source.syntaxError();
  return value;
}

function setOperand(source: Source): PartiqlValue {
  if (startsValue(source)) return { kind: "value", value: parseValue(source) };
  const following = source.peek();
  const isCall = source.token.kind === "word" && following.kind === "symbol" && following.text === "(";
  return isCall ? source.parseNested(() => call(source)) : { kind: "path", path: parsePath(source) };
}

function call(source: Source): PartiqlValue {
  const name = source.next().text.toLowerCase();
  source.expectSymbol("(");
  const first = setOperand(source);
  source.expectSymbol(",");
  const second = setOperand(source);
  source.expectSymbol(")");
  switch (name) {
    case "list_append":
      return { kind: "list_append", first: plain(source, first), second: plain(source, second) };
    case "if_not_exists":
      if (first.kind !== "path") throw source.syntaxError();
      return { kind: "if_not_exists", path: first.path, fallback: plain(source, second) };
    case "set_add":
    case "set_delete":
      if (first.kind !== "path" || second.kind !== "value") throw source.syntaxError();
      return { kind: name, path: first.path, value: second.value };
    default:
      throw validationError(`Invalid function name; function: ${name}`);
  }
}
