/** Compares responses with recorded expectations (format of `tests/recorded`). */
type Json = unknown;

/** Texts bound by `$same`, keyed by name. */
export type Bindings = Map<string, string>;

interface Context {
  readonly path: string;
  readonly bindings: Bindings;
}

/** Returns the first difference; undefined if the response matches. */
export function difference(actual: Json, expected: Json, bindings: Bindings): string | undefined {
  return compare(actual, expected, { path: "$", bindings });
}

function compare(actual: Json, expected: Json, context: Context): string | undefined {
  const at = (message: string) => `${context.path}: ${message}`;
  const shown = () => JSON.stringify(actual)?.slice(0, 300);
  if (Array.isArray(expected)) return compareLists(actual, expected, context);
  if (typeof expected !== "object" || expected === null) {
    return actual === expected ? undefined : at(`${shown()} is not ${JSON.stringify(expected)}`);
  }
  const matcher = Object.keys(expected).find((key) => key.startsWith("$"));
  if (matcher !== undefined)
    return compareMatcher(matcher, { actual, expected: expected as Record<string, Json> }, context);
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return at(`${shown()} is no object`);
  const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key));
  if (extra !== undefined)
    return at(`unexpected key ${extra}: ${JSON.stringify((actual as Record<string, Json>)[extra])}`);
  return compareMembers(actual as Record<string, Json>, expected as Record<string, Json>, context);
}

function compareMembers(actual: Record<string, Json>, expected: Record<string, Json>, context: Context) {
  for (const [key, each] of Object.entries(expected)) {
    const path = `${context.path}.${key}`;
    const isAbsent = (each as { $absent?: boolean } | null)?.$absent === true;
    if (isAbsent !== !Object.hasOwn(actual, key)) return `${path}: is ${isAbsent ? "there" : "missing"}`;
    const found = isAbsent ? undefined : compare(actual[key], each, { ...context, path });
    if (found !== undefined) return found;
  }
  return undefined;
}

function compareLists(actual: Json, expected: readonly Json[], context: Context): string | undefined {
  if (!Array.isArray(actual)) return `${context.path}: no list`;
  if (actual.length !== expected.length) return `${context.path}: ${actual.length} elements, not ${expected.length}`;
  for (const [index, each] of expected.entries()) {
    const found = compare(actual[index], each, { ...context, path: `${context.path}[${index}]` });
    if (found !== undefined) return found;
  }
  return undefined;
}

function compareMatcher(
  matcher: string,
  { actual, expected }: { readonly actual: Json; readonly expected: Record<string, Json> },
  context: Context,
): string | undefined {
  const { path, bindings } = context;
  const wanted = expected[matcher];
  const fail = () => `${path}: ${JSON.stringify(actual)?.slice(0, 300)} does not match ${JSON.stringify(expected)}`;
  switch (matcher) {
    case "$any":
      return wanted === "value" || (Array.isArray(actual) ? "array" : typeof actual) === wanted ? undefined : fail();
    case "$match":
      return typeof actual === "string" && new RegExp(`^(?:${String(wanted)})$`).test(actual) ? undefined : fail();
    case "$same": {
      const name = String(wanted);
      if (typeof actual !== "string") return fail();
      if (!bindings.has(name)) bindings.set(name, actual);
      return bindings.get(name) === actual ? undefined : fail();
    }
    case "$subset":
      if (typeof actual !== "object" || actual === null) return fail();
      return compareMembers(actual as Record<string, Json>, wanted as Record<string, Json>, context);
    case "$json":
      return typeof actual === "string" ? compare(JSON.parse(actual), wanted, context) : fail();
    case "$unordered":
      return compareUnordered(actual, wanted as readonly Json[], context);
    default:
      throw new Error(`unknown matcher ${matcher}`);
  }
}

function compareUnordered(actual: Json, expected: readonly Json[], context: Context): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    return `${context.path}: ${JSON.stringify(actual)?.slice(0, 300)} has not ${expected.length} elements`;
  }
  const rest = [...(actual as Json[])];
  for (const each of expected) {
    const index = rest.findIndex(
      (one) => compare(one, each, { ...context, bindings: new Map(context.bindings) }) === undefined,
    );
    if (index < 0) return `${context.path}: no element matches ${JSON.stringify(each)}`;
    compare(rest[index], each, context);
    rest.splice(index, 1);
  }
  return undefined;
}
