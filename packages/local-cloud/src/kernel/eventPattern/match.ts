import type { Branch } from "./compile";
import type { JsonNode } from "../jsonText";
import type { Matcher, Scalar } from "./operators";

/** A field that a branch requires, seen from a node of the event. */
interface Field {
  readonly matchers: readonly Matcher[];
  /** Remaining path; undefined once the node is the field's value. */
  readonly rest: string | undefined;
}

/**
 * How the fields match below a node: `no`; `absent` if all of them are missing there and may be; `found` if one of
 * them matches a value.
 */
type Outcome = "no" | "absent" | "found";

/**
 * Returns whether an event matches a branch.
 *
 * As in event-ruler, fields that pass through an array must match in the same element of it. A key with a dot is the
 * same as two nested keys.
 */
export function matchesBranch(branch: Branch, event: JsonNode): boolean {
  return (
    matchNode(
      event,
      [...branch].map(([rest, matchers]) => ({ rest, matchers })),
    ) !== "no"
  );
}

function matchNode(node: JsonNode, fields: readonly Field[]): Outcome {
  switch (node.kind) {
    case "object":
      return matchObject(node.entries, fields);
    case "array":
      return matchArray(node.items, fields);
    default:
      return combine(
        fields.map(({ rest, matchers }) => {
          if (rest !== undefined) return outcomeOfMissing(matchers);
          return matchers.some(({ test }) => test(node)) ? "found" : "no";
        }),
      );
  }
}

/** Only values that are neither objects nor arrays exist for `exists` (EventBridge's user guide). */
function outcomeOfMissing(matchers: readonly Matcher[]): Outcome {
  return matchers.some(({ isAbsence }) => isAbsence === true) ? "absent" : "no";
}

function combine(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes("no")) return "no";
  return outcomes.includes("found") ? "found" : "absent";
}

function matchObject(entries: readonly (readonly [string, JsonNode])[], fields: readonly Field[]): Outcome {
  const candidates = fields.map(({ rest, matchers }) => ({ matchers, entries: findEntries(entries, rest) }));
  const outcomes: Outcome[] = [];
  const fieldsOf = new Map<JsonNode, Field[]>();
  for (const { matchers, entries: found } of candidates) {
    const [only] = found;
    if (only === undefined) outcomes.push(outcomeOfMissing(matchers));
    // Repeated keys and keys with dots can place a field twice. Such a field is matched by itself.
    else if (found.length > 1) outcomes.push(matchAny(found, matchers));
    else fieldsOf.set(only.node, [...(fieldsOf.get(only.node) ?? []), { matchers, rest: only.rest }]);
  }
  for (const [node, inner] of fieldsOf) {
    if (outcomes.includes("no")) return "no";
    outcomes.push(matchNode(node, inner));
  }
  return combine(outcomes);
}

interface Candidate {
  readonly node: JsonNode;
  readonly rest: string | undefined;
}

function findEntries(entries: readonly (readonly [string, JsonNode])[], path: string | undefined): Candidate[] {
  if (path === undefined) return [];
  return entries.flatMap(([key, node]): Candidate[] => {
    if (!path.startsWith(key)) return [];
    if (path.length === key.length) return [{ node, rest: undefined }];
    return path[key.length] === "." ? [{ node, rest: path.slice(key.length + 1) }] : [];
  });
}

function matchAny(candidates: readonly Candidate[], matchers: readonly Matcher[]): Outcome {
  const outcomes = candidates.map(({ node, rest }) => matchNode(node, [{ matchers, rest }]));
  if (outcomes.includes("found")) return "found";
  return outcomes.includes("no") ? "no" : "absent";
}

/** Values directly in the array match independently of its other elements, as in event-ruler. */
function matchArray(items: readonly JsonNode[], fields: readonly Field[]): Outcome {
  const isScalar = (item: JsonNode): item is Scalar & JsonNode => item.kind !== "object" && item.kind !== "array";
  const scalars = items.filter(isScalar);
  const others = items.filter((item) => !isScalar(item));
  const values = fields.filter(({ rest }) => rest === undefined);
  const isFound = ({ matchers }: Field) => scalars.some((item) => matchers.some(({ test }) => test(item)));
  const found = new Set(values.filter(isFound));
  const remaining = fields.filter((field) => !found.has(field));
  if (remaining.length === 0) return "found";
  const outcomes = others.map((item) => matchNode(item, remaining));
  if (outcomes.includes("found")) return "found";
  const isPresent = scalars.length > 0 && remaining.some(({ rest }) => rest === undefined);
  if (isPresent || outcomes.includes("no")) return "no";
  const missing = combine(remaining.map(({ matchers }) => outcomeOfMissing(matchers)));
  return missing === "absent" && found.size > 0 ? "found" : missing;
}
