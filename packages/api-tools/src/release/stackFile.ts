import { isCollection, isMap, isPair, isScalar, parseDocument } from "yaml";
import type { Document, Pair, ParsedNode, YAMLMap } from "yaml";
import { UserError } from "@onemachine/local-cloud";

/** Setting `canary` of the stack. */
export interface Canary {
  readonly percent: number;
  /** Previous versions, keyed by route. */
  readonly stable: Readonly<Record<string, string>>;
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** Reads the setting from a stack file; undefined if it is absent. */
export function readCanary(text: string, key: string): Canary | undefined {
  return parseYaml(text).getIn(["config", key]) === undefined
    ? undefined
    : (parseYaml(text).toJS() as { config: Record<string, Canary> }).config[key];
}

/**
 * Adds the setting at the end of the file's config. The other lines stay as they are, because a YAML printer would
 * reformat them.
 *
 * @throws UserError if config is not a block of lines.
 */
export function addCanary(text: string, key: string, { percent, stable }: Canary): string {
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
  const config = parseYaml(text).get("config", true);
  if (config === undefined) return `${ensureNewline(text, newline)}config:${newline}${lines("  ")}`;
  if (!isMap(config) || config.flow === true || config.items.length === 0) {
    throw new UserError("config must be a block of lines, KEY: VALUE, for another setting to be added");
  }
  const { items } = config as YAMLMap.Parsed;
  const start = items[0]!.key.range[0];
  const indent = text.slice(text.lastIndexOf("\n", start) + 1, start);
  const at = findNextLine(text, findContentEnd(items.at(-1)!));
  const before = ensureNewline(text.slice(0, at), newline);
  return `${before}${lines(indent)}${text.slice(at)}`;
}

/** Changes only the share. */
export function setPercent(text: string, key: string, percent: number): string {
  const node = parseYaml(text).getIn(["config", key, "percent"], true);
  if (!isScalar(node) || node.range == null) throw new UserError(`${key} has no percent to change`);
  return `${text.slice(0, node.range[0])}${percent}${text.slice(node.range[1])}`;
}

/** Removes the setting's lines. */
export function removeCanary(text: string, key: string): string {
  const config = parseYaml(text).get("config", true) as YAMLMap.Parsed;
  const pair = config.items.find((item) => isScalar(item.key) && item.key.value === key)!;
  const start = text.lastIndexOf("\n", pair.key.range[0]) + 1;
  return text.slice(0, start) + text.slice(findNextLine(text, findContentEnd(pair)));
}

/** @throws UserError for text that is not YAML */
function parseYaml(text: string): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`the stack's file is not YAML: ${error.message.split("\n")[0]}`);
  return document;
}

/** Returns the end of a pair or value, without trailing comments and blank lines. */
function findContentEnd(node: ParsedPair | ParsedNode): number {
  if (isPair<ParsedNode, ParsedNode | null>(node))
    return node.value === null ? node.key.range[1] : findContentEnd(node.value);
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined;
  return last === undefined ? node.range[1] : findContentEnd(last);
}

/** Returns the start of the next line. */
function findNextLine(text: string, at: number): number {
  // A block scalar ends after its last line break.
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function ensureNewline(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}${newline}`;
}
