import { attributeOf, setAttribute, type AttributeValue, type Item, type MutableItem } from "../values/types";
import type { Path } from "./ast";
import { parsePath, PathTree } from "./paths";
import type { Placeholders } from "./placeholders";
import { Faults, Source } from "./source";

/** Parses a ProjectionExpression. @throws ValidationException */
export function parseProjection(text: string, placeholders: Placeholders): readonly Path[] {
  const source = new Source(text, "ProjectionExpression");
  const faults = new Faults<"reserved" | "undefined" | "overlap" | "conflict">();
  const tree = new PathTree(faults);
  const paths: Path[] = [];
  do {
    const path = parsePath(source, placeholders, faults);
    paths.push(path);
    tree.add(path);
  } while (source.takeSymbol(","));
  source.expectEnd();
  const message = faults.take(["reserved", "undefined", "overlap", "conflict"]);
  if (message !== undefined) throw source.refuse(message);
  return paths;
}

/** Paths with a common prefix. */
interface Tree {
  readonly children: Map<string | number, Tree>;
}

/** Returns the parts of an item at the paths. Selected list elements keep their order, without gaps. */
export function project(item: Item, paths: readonly Path[]): Item {
  const root: Tree = { children: new Map() };
  for (const path of paths) addPath(root, path);
  return projectNames(item, root);
}

function addPath(root: Tree, path: Path): void {
  let tree = root;
  for (const piece of path) {
    const child = tree.children.get(piece) ?? { children: new Map<string | number, Tree>() };
    tree.children.set(piece, child);
    tree = child;
  }
}

function projectNames(item: Item, tree: Tree): Item {
  const result: MutableItem = {};
  for (const [name, child] of tree.children) {
    const value = attributeOf(item, String(name));
    const part = value === undefined ? undefined : projectValue(value, child);
    if (part !== undefined) setAttribute(result, String(name), part);
  }
  return result;
}

function projectValue(value: AttributeValue, tree: Tree): AttributeValue | undefined {
  if (tree.children.size === 0) return value;
  const [first] = tree.children.keys();
  if (typeof first === "number") {
    if (value.L === undefined) return undefined;
    const indexes = [...tree.children.keys()].map(Number).sort((a, b) => a - b);
    const parts = indexes
      .filter((index) => index < value.L!.length)
      .map((index) => projectValue(value.L![index]!, tree.children.get(index)!))
      .filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : { L: parts };
  }
  if (value.M === undefined) return undefined;
  const part = projectNames(value.M, tree);
  return Object.keys(part).length === 0 ? undefined : { M: part };
}
