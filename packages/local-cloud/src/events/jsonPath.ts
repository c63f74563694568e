import type { JsonNode } from "../kernel/jsonText";

type Step = string | number;

/** Names after a dot, and names or indices in brackets: the JSON paths that EventBridge accepts. */
const step = /\.([^.[\]'"\s]+)|\[(?:([0-9]+)|'([^']*)'|"([^"]*)")\]/y;

/** Parses a path such as `$.detail.items[0]`; undefined if it is not one. */
export function parsePath(path: string): Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  let at = 1;
  while (at < path.length) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (found === null) return undefined;
    const [all, name, index, single, double] = found;
    steps.push(index === undefined ? (name ?? single ?? double)! : Number(index));
    at += all.length;
  }
  return steps;
}

/** Returns the value at a path; undefined if there is no such value. */
export function valueAt(root: JsonNode, steps: readonly Step[]): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const each of steps) {
    if (node?.kind === "array" && typeof each === "number") node = node.items[each];
    else if (node?.kind === "object" && typeof each === "string") {
      node = node.entries.findLast(([key]) => key === each)?.[1];
    } else return undefined;
  }
  return node;
}
