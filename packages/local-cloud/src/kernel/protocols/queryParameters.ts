import type { JsonInput } from "./jsonService";

/** Maximum number of names in a path such as `Entries.member.1.Id`. */
const maxDepth = 12;

type Node = Map<string, Node | string>;

/**
 * Parses the parameters of AWS's query protocol into the input of an operation (smithy.io, "AWS query protocol"):
 * `A.member.1=x` is a list, and `A.entry.1.key=k&A.entry.1.value=v` is a map.
 *
 * @param parameters form of a POST request, or the query of a GET request.
 */
export function parseQuery(parameters: URLSearchParams): JsonInput {
  const root: Node = new Map();
  for (const [path, value] of parameters) add(root, path.split("."), value);
  return structureOf(root);
}

function add(root: Node, path: readonly string[], value: string): void {
  if (path.length > maxDepth) return;
  let node = root;
  for (const name of path.slice(0, -1)) {
    const inner = node.get(name);
    const next: Node = inner instanceof Map ? inner : new Map<string, Node | string>();
    node.set(name, next);
    node = next;
  }
  node.set(path.at(-1)!, value);
}

function valueOf(node: Node | string): unknown {
  if (typeof node === "string") return node;
  const [[kind, inner] = ["", ""], ...others] = node;
  if (others.length === 0 && inner instanceof Map) {
    if (kind === "member") return numbered(inner).map(valueOf);
    if (kind === "entry") return mapOf(numbered(inner));
  }
  return structureOf(node);
}

function structureOf(node: Node): JsonInput {
  return Object.fromEntries([...node].map(([name, inner]) => [name, valueOf(inner)]));
}

function mapOf(entries: readonly (Node | string)[]): JsonInput {
  return Object.fromEntries(
    entries.flatMap((entry) => {
      if (typeof entry === "string") return [];
      const [key, value] = [entry.get("key") ?? entry.get("Name"), entry.get("value") ?? entry.get("Value")];
      return typeof key === "string" ? [[key, value === undefined ? undefined : valueOf(value)]] : [];
    }),
  );
}

/** Returns the items of a list in the order of their numbers. */
export function numbered(list: ReadonlyMap<string, Node | string>): (Node | string)[] {
  return [...list]
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
