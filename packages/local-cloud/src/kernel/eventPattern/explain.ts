import { printJsonText, type JsonNode } from "../jsonText";
import type { Branch } from "./compile";
import { matchesBranch } from "./match";
import type { Matcher } from "./operators";

/** A field of a pattern that an event does not match. */
export interface Mismatch {
  /** Names joined by dots. */
  readonly path: string;
  /** The pattern's list for this field, as JSON. */
  readonly expected: string;
  /** The event's values at the path as JSON, joined by commas; undefined if it has none. */
  readonly found: string | undefined;
}

/** Maximum length of a printed value, and number of values of a field. */
const maxText = 500;
const maxValues = 20;

/** Returns the fields of a branch that do not match; empty if each field matches by itself. */
export function mismatchesOf(branch: Branch, event: JsonNode): Mismatch[] {
  return [...branch]
    .filter((field) => !matchesBranch(new Map([field]), event))
    .map(([path, matchers]) => ({ path, expected: listOf(matchers), found: foundAt(event, path) }));
}

function listOf(matchers: readonly Matcher[]): string {
  const texts = matchers.flatMap(({ node }) => (node === undefined ? [] : [printJsonText(node)]));
  return shorten(`[${texts.join(",")}]`);
}

function foundAt(event: JsonNode, path: string): string | undefined {
  const values: JsonNode[] = [];
  collect(event, path, values);
  if (values.length === 0) return undefined;
  return shorten(values.map(printJsonText).join(", "));
}

/** Adds the values at a path. A key with dots is the same as nested keys, and arrays do not count as a step. */
function collect(node: JsonNode, path: string | undefined, values: JsonNode[]): void {
  if (values.length >= maxValues) return;
  if (node.kind === "array" && path !== undefined) {
    for (const item of node.items) collect(item, path, values);
  } else if (path === undefined) values.push(node);
  else if (node.kind === "object") {
    for (const [key, value] of node.entries) {
      if (path === key) collect(value, undefined, values);
      else if (path.startsWith(`${key}.`)) collect(value, path.slice(key.length + 1), values);
    }
  }
}

function shorten(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}
