import { LimitExceeded, PathNotFound } from "./errors";
import { isArray, isObject, ownProperty, typeName, type Json, type JsonObject } from "./json";
import type { Path, Step } from "./path";
import { parseFilter } from "./pathFilter";

/** Classes of Jackson that Jayway's messages name. */
const nodeClasses: Readonly<Record<string, string>> = {
  boolean: "BooleanNode",
  number: "IntNode",
  string: "TextNode",
  array: "ArrayNode",
};

/**
 * Returns the value at a definite path, or the list of the values at an indefinite one.
 *
 * @throws PathNotFound if a definite path finds nothing. Its message is Jayway's, which AWS puts into the cause.
 */
export function select(path: Path, root: Json): Json {
  if (!path.isDefinite) return selectAll(path.steps, [root], root);
  let value = root;
  let walked = "$";
  for (const [index, step] of path.steps.entries()) {
    const found = selectOne(step, value, { walked, isLeaf: index === path.steps.length - 1 });
    walked += printStep(step);
    if (found === undefined) throw new PathNotFound(`No results for path: $${path.steps.map(printStep).join("")}`);
    value = found;
  }
  return value;
}

function printStep(step: Step): string {
  switch (step.kind) {
    case "property":
      return `[${step.names.map((name) => `'${name}'`).join(",")}]`;
    case "index":
      return `[${step.indices.join(",")}]`;
    case "slice":
      return `[${step.from ?? ""}:${step.to ?? ""}]`;
    case "wildcard":
      return "[*]";
    case "filter":
      return `[${step.text}]`;
    case "scan":
      return `..${printStep(step.step)}`;
    case "length":
      return ".length()";
  }
}

interface Place {
  readonly walked: string;
  readonly isLeaf: boolean;
}

function selectOne(step: Step, value: Json, { walked, isLeaf }: Place): Json | undefined {
  if (step.kind === "length") return lengthOf(value);
  if (step.kind === "index") {
    if (value === null) throw new PathNotFound(`The path ${walked} is null`);
    if (!isArray(value)) {
      const context = JSON.stringify(value);
      throw new PathNotFound(
        `Filter: ${printStep(step)} can only be applied to arrays. Current context is: ${context}`,
      );
    }
    return value.at(step.indices[0]!);
  }
  if (step.kind !== "property") return undefined;
  if (!isObject(value)) throw new PathNotFound(notAnObject(step, value, walked));
  const found = ownProperty(value, step.names[0]!);
  if (found === undefined && !isLeaf) throw new PathNotFound(`Missing property in path ${walked}${printStep(step)}`);
  return found;
}

function notAnObject(step: Step, value: Exclude<Json, JsonObject>, walked: string): string {
  const found = value === null ? "null" : `com.fasterxml.jackson.databind.node.${nodeClasses[typeName(value)]!}`;
  const provider = "com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider";
  return `Expected to find an object with property ${printStep(step)} in path ${walked} but found '${found}'. This is not a json object according to the JsonProvider: '${provider}'.`;
}

function lengthOf(value: Json): Json | undefined {
  if (isArray(value) || typeof value === "string") return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

/** Most values that a step may select, and the longest time of a path. Scans of scans select values again and again. */
const maxValues = 100_000;
const maxMillis = 2_000;

function selectAll(steps: readonly Step[], from: readonly Json[], root: Json): Json[] {
  const end = performance.now() + maxMillis;
  let values = [...from];
  for (const step of steps) {
    const found: Json[] = [];
    for (const value of values) {
      for (const each of every(step, value, root)) found.push(each);
      if (found.length > maxValues) throw new LimitExceeded(`The path selects more than ${String(maxValues)} values.`);
      if (performance.now() > end) throw new LimitExceeded("The path takes too long.");
    }
    values = found;
  }
  return values;
}

/** Returns all values of a step. A value without the step's property or of another type has none. */
function every(step: Step, value: Json, root: Json): readonly Json[] {
  switch (step.kind) {
    case "property":
      return isObject(value) ? namedValues(value, step.names) : [];
    case "index":
      return isArray(value) ? step.indices.flatMap((index) => value.at(index) ?? nullAt(value, index)) : [];
    case "slice":
      return isArray(value) ? value.slice(step.from, step.to) : [];
    case "wildcard":
      return children(value);
    case "filter":
      return filtered(step.text, isArray(value) ? value : [value], root);
    case "scan":
      return descendants(value).flatMap((each) => every(step.step, each, root));
    case "length":
      return [lengthOf(value) ?? null];
  }
}

function filtered(text: string, items: readonly Json[], root: Json): readonly Json[] {
  const filter = parseFilter(text.slice(2, -1));
  const end = performance.now() + maxMillis;
  return items.filter((item) => {
    if (performance.now() > end) throw new LimitExceeded("The filter of the path takes too long.");
    return filter({ item, root, select });
  });
}

function namedValues(value: JsonObject, names: readonly string[]): readonly Json[] {
  if (names.length > 1) {
    const entries = names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]!] as const] : []));
    return [Object.fromEntries(entries)];
  }
  return Object.hasOwn(value, names[0]!) ? [value[names[0]!]!] : [];
}

function nullAt(value: readonly Json[], index: number): readonly Json[] {
  return value.at(index) === null ? [null] : [];
}

function children(value: Json): readonly Json[] {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function descendants(value: Json): Json[] {
  const found: Json[] = [];
  const open: Json[] = [value];
  while (open.length > 0) {
    const next = open.pop()!;
    found.push(next);
    for (const child of children(next).toReversed()) if (typeof child === "object" && child !== null) open.push(child);
  }
  return found;
}
