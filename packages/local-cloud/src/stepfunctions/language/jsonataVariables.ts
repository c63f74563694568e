/** A node of JSONata's syntax tree. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [member: string]: unknown;
}

/** Functions and values that every expression can use. */
const builtIns = new Set(["", "$", "states"]);

/** Returns the variables of the state machine that a syntax tree refers to. Functions that it calls are not included. */
export function variablesIn(tree: unknown): ReadonlySet<string> {
  const used = new Set<string>();
  const own = new Set<string>();
  collect(tree, used, own);
  for (const name of own) used.delete(name);
  return used;
}

function collect(node: unknown, used: Set<string>, own: Set<string>): void {
  if (Array.isArray(node)) for (const each of node) collect(each, used, own);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  const { type, value, ...members } = node as Node;
  if (type === "variable" && typeof value === "string" && !builtIns.has(value)) used.add(value);
  if (type === "bind") own.add(String((members["lhs"] as Node).value));
  if (type === "lambda") for (const each of members["arguments"] as Node[]) own.add(String(each.value));
  const isCall = type === "function" || type === "partial" || type === "apply";
  for (const [member, each] of Object.entries(members)) {
    const isCalled = isCall && (member === "procedure" || (type === "apply" && member === "rhs"));
    if (!isCalled || (each as Node).type !== "variable") collect(each, used, own);
  }
}
