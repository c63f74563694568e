import { isCollection, isMap, isPair, isScalar, parseDocument } from "yaml";
import type { Document, Pair, ParsedNode, YAMLMap } from "yaml";
import { UserError } from "@onemachine/local-cloud";

/** The setting of a release. */
export interface Canary {
  readonly percent: number;
  /** Version by route. */
  readonly stable: Readonly<Record<string, string>>;
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** The setting in a stack's file; undefined without one. */
export function canaryIn(text: string, key: string): Canary | undefined {
  return parsed(text).getIn(["config", key]) === undefined
    ? undefined
    : (parsed(text).toJS() as { config: Record<string, Canary> }).config[key];
}

/**
 * Adds the setting at the end of the file's config. Only its lines are written: a printer of YAML would change the
 * formatting of the others, which the project's own formatter checks.
 *
 * @throws UserError for a file whose config cannot take another line.
 */
export function withCanary(text: string, key: string, { percent, stable }: Canary): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = (indent: string) =>
    [
      `${indent}${key}:`,
      `${indent}  percent: ${percent}`,
      `${indent}  stable:`,
      ...Object.entries(stable).map(([route, version]) => `${indent}    ${route}: ${JSON.stringify(version)}`),
    ]
      .map((line) => `${line}${newline}`)
      .join("");
  const config = parsed(text).get("config", true);
  if (config === undefined) return `${ended(text, newline)}config:${newline}${lines("  ")}`;
  if (!isMap(config) || config.flow === true || config.items.length === 0) {
    throw new UserError("config must be a block of lines, KEY: VALUE, for another setting to be added");
  }
  const { items } = config as YAMLMap.Parsed;
  const start = items[0]!.key.range[0];
  const indent = text.slice(text.lastIndexOf("\n", start) + 1, start);
  const at = lineEnd(text, contentEnd(items.at(-1)!));
  const before = ended(text.slice(0, at), newline);
  return `${before}${lines(indent)}${text.slice(at)}`;
}

/** Changes the share alone. */
export function withPercent(text: string, key: string, percent: number): string {
  const node = parsed(text).getIn(["config", key, "percent"], true);
  if (!isScalar(node) || node.range == null) throw new UserError(`${key} has no percent to change`);
  return `${text.slice(0, node.range[0])}${percent}${text.slice(node.range[1])}`;
}

/** Removes the setting's lines. */
export function withoutCanary(text: string, key: string): string {
  const config = parsed(text).get("config", true) as YAMLMap.Parsed;
  const pair = config.items.find((item) => isScalar(item.key) && item.key.value === key)!;
  const start = text.lastIndexOf("\n", pair.key.range[0]) + 1;
  return text.slice(0, start) + text.slice(lineEnd(text, contentEnd(pair)));
}

/** @throws UserError for what is not YAML */
function parsed(text: string): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`the stack's file is not YAML: ${error.message.split("\n")[0]}`);
  return document;
}

/** Where a pair or a value ends, without comments and blank lines after it. */
function contentEnd(node: ParsedPair | ParsedNode): number {
  if (isPair<ParsedNode, ParsedNode | null>(node))
    return node.value === null ? node.key.range[1] : contentEnd(node.value);
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined;
  return last === undefined ? node.range[1] : contentEnd(last);
}

/** The start of the next line. */
function lineEnd(text: string, at: number): number {
  // A block scalar ends behind its last line break.
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function ended(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}${newline}`;
}
