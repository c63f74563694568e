import { layOut, type Layout, type Point } from "../architecture/layout";
import type { MachineDrawing, StateBox, StateEdge } from "./machineWire";

type Json = Readonly<Record<string, unknown>>;

/** Size of a plain state, in pixels. */
const plain = { width: 190, height: 52 };

/** Inner margin of a Parallel or Map state, and the height of its name. */
const padding = 14;
const headerHeight = 46;

const spacing = { rankdir: "TB", nodesep: 24, ranksep: 42 } as const;

/** Nesting above this depth is drawn as a plain state. */
const maxDepth = 6;

/** Draws a definition from top to bottom. @returns undefined for a text that contains no states */
export function drawMachine(definition: string): MachineDrawing | undefined {
  const block = parsed(definition);
  return block === undefined ? undefined : drawBlock(block, 0);
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBlock(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBlock(value: unknown): value is Json {
  return isObject(value) && isObject(value["States"]);
}

/** Draws a block's states. Each Parallel or Map state is drawn first, because its size depends on its content. */
function drawBlock({ StartAt, States }: Json, depth: number): MachineDrawing {
  const isFirst = ([name]: readonly [string, unknown]) => name === StartAt;
  const states = Object.entries(States as Json)
    .filter((entry): entry is [string, Json] => isObject(entry[1]))
    // The layout breaks loops at the first state.
    .sort((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
  const drawn = states.map(
    ([name, state]) => [name, depth < maxDepth ? drawBranches(state, depth) : undefined] as const,
  );
  const inner = new Map(drawn);
  const edges = states.flatMap(([name, state]) => transitions(name, state)).filter(({ to }) => inner.has(to));
  const placed = layOut([...inner.keys()], edges, { spacing, sizeOf: (node) => sizeAround(inner.get(node)) });
  const boxes = states.map(([name, state], index) => boxOf(name, state, placed.places[index]!));
  const lines = edges.map((edge, index) => ({ ...edge, points: placed.lines[index]! }));
  return withInner({ ...extentOf(placed), boxes, edges: lines }, inner);
}

function extentOf({ width, bottom }: Layout): Pick<MachineDrawing, "width" | "height"> {
  return { width, height: bottom };
}

function boxOf(name: string, state: Json, place: StateBox | Layout["places"][number]): StateBox {
  const type = String(state["Type"]);
  return { ...place, name, type, words: wordsOf(type, state), isContainer: type === "Parallel" || type === "Map" };
}

/** Returns the short text of a state: what a task calls, or its type. */
function wordsOf(type: string, state: Json): string {
  if (type !== "Task") return type;
  const [, , service = "", , , kind = "", ...rest] = String(state["Resource"]).split(":");
  if (service === "lambda") return `Lambda ${rest[0] ?? ""}`.trim();
  if (kind === "activity") return `activity ${rest.join(":")}`;
  return [kind, ...rest].join(":");
}

function transitions(from: string, state: Json): Omit<StateEdge, "points">[] {
  const listed = (field: string) => (Array.isArray(state[field]) ? (state[field] as unknown[]).filter(isObject) : []);
  const edge = (to: unknown, label: string, isCatch = false) =>
    typeof to === "string" ? [{ from, to, label, isCatch }] : [];
  return [
    ...edge(state["Next"], ""),
    ...listed("Choices").flatMap((rule, index) => edge(rule["Next"], conditionOf(rule, index))),
    ...edge(state["Default"], "default"),
    ...listed("Catch").flatMap((catcher) => edge(catcher["Next"], `catch ${String(catcher["ErrorEquals"])}`, true)),
  ];
}

/** Returns the condition of a rule in one line, such as `$.total NumericGreaterThan 3`. */
function conditionOf(rule: Json, index: number): string {
  const { Next: _next, Condition, Variable, Assign: _assign, Output: _output, Comment: _comment, ...operators } = rule;
  if (typeof Condition === "string") return Condition;
  const [first] = Object.entries(operators);
  if (first === undefined) return `rule ${String(index + 1)}`;
  const [operator, value] = first;
  return `${typeof Variable === "string" ? `${Variable} ` : ""}${operator} ${JSON.stringify(value)}`;
}

/** Draws the branches of a Parallel or Map state side by side; undefined for other states. */
function drawBranches(state: Json, depth: number): MachineDrawing | undefined {
  const branches = state["Type"] === "Parallel" ? state["Branches"] : [state["ItemProcessor"] ?? state["Iterator"]];
  const drawn = (Array.isArray(branches) ? branches : []).filter(isBlock).map((branch) => drawBlock(branch, depth + 1));
  if (drawn.length === 0) return undefined;
  let x = 0;
  const moved = drawn.map((drawing) => {
    const at = move(drawing, { x, y: 0 });
    x += drawing.width + spacing.nodesep;
    return at;
  });
  return {
    width: x - spacing.nodesep,
    height: Math.max(...drawn.map(({ height }) => height)),
    boxes: moved.flatMap(({ boxes }) => boxes),
    edges: moved.flatMap(({ edges }) => edges),
  };
}

function sizeAround(inner: MachineDrawing | undefined) {
  if (inner === undefined) return plain;
  const width = Math.max(plain.width, inner.width + 2 * padding);
  return { width, height: inner.height + headerHeight + padding };
}

/** Adds the content of Parallel and Map states behind their boxes. */
function withInner(drawing: MachineDrawing, inner: ReadonlyMap<string, MachineDrawing | undefined>): MachineDrawing {
  const parts = drawing.boxes.flatMap(({ name, x, y, width }) => {
    const content = inner.get(name);
    return content === undefined ? [] : [move(content, { x: x + (width - content.width) / 2, y: y + headerHeight })];
  });
  return {
    ...drawing,
    boxes: [...drawing.boxes, ...parts.flatMap(({ boxes }) => boxes)],
    edges: [...drawing.edges, ...parts.flatMap(({ edges }) => edges)],
  };
}

function move({ boxes, edges, ...size }: MachineDrawing, by: Point): MachineDrawing {
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    ...size,
    boxes: boxes.map(moved),
    edges: edges.map((edge) => ({ ...edge, points: edge.points.map(moved) })),
  };
}
