import { pathText, type Path } from "./ast";
import type { Placeholders } from "./placeholders";
import { isReserved } from "./reserved";
import type { Faults, Source } from "./source";

/** Nesting levels of a document path ("Naming rules and data types"). */
const maxPathElements = 32;

/** Parses the path at the current token. @param faults receives reserved words and undefined names */
export function parsePath(
  source: Source,
  placeholders: Placeholders,
  faults: Pick<Faults<"reserved" | "undefined">, "add">,
): Path {
  const path: (string | number)[] = [parseName(source, placeholders, faults)];
  for (;;) {
    if (source.takeSymbol(".")) path.push(parseName(source, placeholders, faults));
    else if (source.takeSymbol("[")) {
      if (source.token.kind !== "number") throw source.syntaxError();
      path.push(Number(source.next().text));
      source.expectSymbol("]");
    } else break;
  }
  if (path.length > maxPathElements) {
    throw source.refuse(`The document path has too many nesting elements; nesting levels: ${path.length}`);
  }
  return path;
}

function parseName(
  source: Source,
  placeholders: Placeholders,
  faults: Pick<Faults<"reserved" | "undefined">, "add">,
): string {
  const { kind, text } = source.token;
  if (kind !== "word" && kind !== "name") throw source.syntaxError();
  source.next();
  if (kind === "word") {
    if (isReserved(text)) faults.add("reserved", `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    return text;
  }
  const name = placeholders.name(text);
  if (name === undefined) {
    faults.add(
      "undefined",
      `An expression attribute name used in the document path is not defined; attribute name: ${text}`,
    );
  }
  return name ?? text;
}

interface Node {
  /** First path through this node. */
  readonly path: Path;
  readonly names: Map<string, Node>;
  readonly indexes: Map<number, Node>;
  ends: boolean;
}

const newNode = (path: Path): Node => ({ path, names: new Map(), indexes: new Map(), ends: false });

/** Finds overlapping or conflicting document paths of an expression, in linear time. */
export class PathTree {
  private readonly root = newNode([]);

  constructor(private readonly faults: Pick<Faults<"overlap" | "conflict">, "add">) {}

  add(path: Path): void {
    let node = this.root;
    for (const piece of path) {
      if (node.ends) return this.overlap(node.path, path);
      const [other] = (typeof piece === "number" ? node.names : node.indexes).values();
      if (other !== undefined) {
        this.faults.add(
          "conflict",
          `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: ${pathText(other.path)}, path two: ${pathText(path)}`,
        );
        return;
      }
      const children = (typeof piece === "number" ? node.indexes : node.names) as Map<string | number, Node>;
      const child = children.get(piece) ?? newNode(path);
      children.set(piece, child);
      node = child;
    }
    if (node.ends || node.names.size > 0 || node.indexes.size > 0) return this.overlap(node.path, path);
    node.ends = true;
  }

  private overlap(one: Path, two: Path): void {
    this.faults.add(
      "overlap",
      `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${pathText(one)}, path two: ${pathText(two)}`,
    );
  }
}
