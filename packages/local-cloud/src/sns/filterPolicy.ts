import { matches, parsePattern, PatternError, type EventPattern } from "../kernel/eventPattern";
import { JsonTextError, parseJsonText, type JsonNode } from "../kernel/jsonText";
import { invalid } from "./errors";
import type { Attributes, MessageAttributes } from "./model";

/** Limits of a filter policy (SNS Developer Guide, "Filter policy constraints"). */
const maxKeys = 5;
const maxCombinations = 150;

/** Operators of filter policies (SNS Developer Guide, "Filter policies"); event patterns have more. */
const operators: readonly string[] = [
  ...["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix"],
];

export type FilterScope = "MessageAttributes" | "MessageBody";

/**
 * Checks a filter policy. The messages are those of AWS's event-ruler (recorded: sns/policy-…).
 *
 * @param prefix beginning of messages, which differs between Subscribe and SetSubscriptionAttributes.
 * @throws ServiceError
 */
export function checkFilterPolicy(text: string, scope: FilterScope, prefix: string): void {
  const fail = (detail: string) => invalid(`${prefix}FilterPolicy: ${detail}`);
  const root = parse(text, fail);
  if (root.kind === "object" && root.entries.length === 0) return;
  const at = `\n at [Source: (String)${JSON.stringify(text)}]`;
  try {
    if (root.kind === "object") checkLimits(root.entries, { scope, prefix, fail });
    checkOperators(root);
    parsePattern(text);
  } catch (error) {
    if (error instanceof PatternError) throw fail(error.reason + at);
    throw error;
  }
}

type Fail = (detail: string) => Error;

function parse(text: string, fail: Fail): JsonNode {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw fail(`failed to parse JSON. ${error.message}\n at [Source: (String)${JSON.stringify(text)}]`);
  }
}

type Entries = readonly (readonly [string, JsonNode])[];

interface Limits {
  readonly scope: FilterScope;
  readonly prefix: string;
  readonly fail: Fail;
}

function checkLimits(entries: Entries, { scope, prefix, fail }: Limits): void {
  if (entries.length > maxKeys) throw fail(`Filter policy can not have more than ${maxKeys} keys`);
  if (scope === "MessageAttributes" && isNested(entries)) {
    throw invalid(`${prefix}Filter policy scope MessageAttributes does not support nested filter policy`);
  }
  if (combinationsOf(entries, 1, 1) > maxCombinations) throw fail("Filter policy is too complex");
}

/** A policy inside `$or` is at the level of the operator. */
function isNested(entries: Entries): boolean {
  return entries.some(([name, node]) => {
    if (name !== "$or" || node.kind !== "array") return node.kind === "object" && !hasWrongLeaf(node.entries);
    return node.items.some((item) => item.kind === "object" && isNested(item.entries));
  });
}

/** event-ruler reports a value that is neither an object nor an array first (recorded: sns/policy-text-operators). */
function hasWrongLeaf(entries: Entries): boolean {
  return entries.some(([, node]) => {
    if (node.kind === "object") return hasWrongLeaf(node.entries);
    return node.kind !== "array";
  });
}

/** Each list multiplies the combinations by its length and by its level of nesting. */
function combinationsOf(entries: Entries, depth: number, before: number): number {
  let combinations = before;
  for (const [name, node] of entries) {
    if (node.kind === "object") combinations = combinationsOf(node.entries, depth + 1, combinations);
    else if (node.kind === "array" && name === "$or") {
      const options = node.items.map((item) =>
        item.kind === "object" ? combinationsOf(item.entries, depth, combinations) : 0,
      );
      combinations = options.reduce((sum, each) => sum + each, 0);
    } else if (node.kind === "array") combinations *= Math.max(node.items.length, 1) * depth;
    if (combinations > maxCombinations) return combinations;
  }
  return combinations;
}

/** Rejects operators that only event patterns have. @throws PatternError */
function checkOperators(node: JsonNode): void {
  if (node.kind !== "object") return;
  for (const [name, inner] of node.entries) {
    if (inner.kind === "object") checkOperators(inner);
    else if (inner.kind === "array")
      for (const item of inner.items) (name === "$or" ? checkOperators : checkItem)(item);
  }
}

function checkItem(item: JsonNode): void {
  if (item.kind !== "object") return;
  const [[name, operand] = [undefined, undefined]] = item.entries;
  if (name === undefined) return;
  if (!operators.includes(name)) throw new PatternError(`Unrecognized match type ${name}`);
  if (["prefix", "suffix"].includes(name) && operand.kind !== "string") {
    throw new PatternError(`${name} match pattern must be a string`);
  }
  if (name !== "anything-but" || operand.kind !== "object") return;
  const [[inner, value] = [undefined, undefined]] = operand.entries;
  if (inner === undefined) return;
  if (inner !== "prefix") throw new PatternError(`Unsupported anything-but pattern: ${inner}`);
  if (value.kind !== "string") throw new PatternError("prefix match pattern must be a string");
}

/** Part of a message that a policy rejects, as in the names of CloudWatch's metrics. */
export type FilterRejection =
  "NoMessageAttributes" | "InvalidAttributes" | "MessageAttributes" | "InvalidMessageBody" | "MessageBody";

/** Parsed policies by their text. */
const parsed = new Map<string, EventPattern>();
const maxParsed = 1_000;

/** Returns why the filter policy of a subscription rejects a message; undefined if it accepts it. */
export function filterRejection(
  { FilterPolicy: policy, FilterPolicyScope: scope = "MessageAttributes" }: Attributes,
  { message, attributes }: { readonly message: string; readonly attributes: MessageAttributes },
): FilterRejection | undefined {
  if (policy === undefined || /^\s*\{\s*\}\s*$/.test(policy)) return undefined;
  const pattern = patternOf(policy);
  if (scope === "MessageBody") {
    const body = bodyOf(message);
    if (body === undefined) return "InvalidMessageBody";
    return matches(pattern, body) ? undefined : "MessageBody";
  }
  const event = eventOf(attributes);
  if (event === undefined) return "InvalidAttributes";
  if (matches(pattern, event)) return undefined;
  return Object.keys(attributes).length === 0 ? "NoMessageAttributes" : "MessageAttributes";
}

function patternOf(policy: string): EventPattern {
  const known = parsed.get(policy);
  if (known !== undefined) return known;
  const pattern = parsePattern(policy);
  parsed.set(policy, pattern);
  if (parsed.size > maxParsed) parsed.delete(parsed.keys().next().value!);
  return pattern;
}

function bodyOf(message: string): JsonNode | undefined {
  const body = jsonOf(message);
  return body?.kind === "object" ? body : undefined;
}

function jsonOf(text: string): JsonNode | undefined {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}

/** Returns the attributes as an object. SNS does not compare binary ones. Undefined if a list is invalid. */
function eventOf(attributes: MessageAttributes): JsonNode | undefined {
  const entries: (readonly [string, JsonNode])[] = [];
  for (const [name, { DataType, StringValue: text = "" }] of Object.entries(attributes)) {
    if (DataType.startsWith("Binary")) continue;
    const list = DataType === "String.Array" ? jsonOf(text) : undefined;
    if (DataType === "String.Array" && list === undefined) return undefined;
    const kind = DataType.startsWith("Number") ? "number" : "string";
    entries.push([name, list ?? { kind, text }]);
  }
  return { kind: "object", entries };
}
