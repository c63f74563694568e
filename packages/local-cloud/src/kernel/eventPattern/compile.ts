import { checkComplexity } from "./complexity";
import { JsonTextError, parseJsonText, type JsonNode } from "../jsonText";
import { parseMatcher, type Matcher } from "./operators";
import { PatternError } from "./patternError";

/** Alternatives by the path of their field, in which dots join the names. */
export type Branch = ReadonlyMap<string, readonly Matcher[]>;

/** Maximum number of combinations of `$or` conditions (EventBridge's user guide, "Using OR matching"). */
const maxBranches = 1_000;

/** Returns the branches of a pattern: an event matches if it matches one of them. @throws PatternError */
export function compile(text: string): Branch[] {
  const root = parseRoot(text);
  if (root.kind !== "object") throw new PatternError("Filter is not an object");
  const branches = compileObject(root.entries, { path: "", branches: [new Map()], isInOr: false });
  const wildcardsByPath = new Map<string, NonNullable<Matcher["wildcards"]>[number][]>();
  for (const matchers of new Set(branches.flatMap((branch) => [...branch]).map(([path, list]) => ({ path, list })))) {
    const wildcards = matchers.list.flatMap((matcher) => matcher.wildcards ?? []);
    if (wildcards.length > 0) wildcardsByPath.set(matchers.path, wildcards);
  }
  for (const wildcards of wildcardsByPath.values()) checkComplexity(wildcards);
  return branches;
}

function parseRoot(text: string): JsonNode {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextError) throw new PatternError(error.message);
    throw error;
  }
}

interface Place {
  /** Path of the object, with a dot at its end; empty at the top. */
  readonly path: string;
  readonly branches: Branch[];
  /** Names of operators are reserved inside `$or`. */
  readonly isInOr: boolean;
}

type Entries = readonly (readonly [string, JsonNode])[];

function compileObject(entries: Entries, { path, branches, isInOr }: Place): Branch[] {
  if (entries.length === 0) throw new PatternError("Empty objects are not allowed");
  let all = branches;
  for (const [name, node] of entries) {
    if (name === "$or") all = compileOr(node, { path, branches: all, isInOr });
    else if (isInOr && reservedNames.has(name)) {
      throw new PatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    } else if (node.kind === "object") {
      all = compileObject(node.entries, { path: `${path}${name}.`, branches: all, isInOr });
    } else if (node.kind === "array") all = addField(all, path + name, node.items);
    else throw new PatternError(`"${name}" must be an object or an array`);
  }
  return all;
}

/** A repeated field replaces the earlier one, as on AWS. */
function addField(branches: readonly Branch[], path: string, items: readonly JsonNode[]): Branch[] {
  const matchers = items.map((node) => ({ ...parseMatcher(node), node }));
  if (matchers.length === 0) throw new PatternError("Empty arrays are not allowed");
  return branches.map((branch) => new Map([...branch, [path, matchers]]));
}

function compileOr(node: JsonNode, { path, branches }: Place): Branch[] {
  if (node.kind !== "array") throw new PatternError("It must be an Array followed with $or.");
  const all: Branch[] = [];
  for (const item of node.items) {
    if (item.kind !== "object") throw new PatternError("Only JSON object is allowed in array of $or relationship.");
    all.push(...compileObject(item.entries, { path, branches, isInOr: true }));
    if (all.length > maxBranches) {
      throw new PatternError(`Rule is too complex: $or has more than ${String(maxBranches)} combinations`);
    }
  }
  if (node.items.length < 2) throw new PatternError("There must have at least 2 Objects in $or relationship.");
  return all;
}

/** Field names that event-ruler does not allow inside `$or`. */
const reservedNames = new Set([
  ...["exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"],
  ...["html", "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case"],
  ...["date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"],
  ...["ip-address-in-range", "ip-address-not-in-range"],
]);
