/** An expected value: an exact one, or a matcher (tests/recorded, "A case"). */
export type Expected = unknown;

/** Values bound by `$same`, for one case. */
export type Bindings = Map<string, unknown>;

/** Returns the differences between expected and actual values as `path: …`. */
export function differences(expected: Expected, actual: unknown, path: string, bindings: Bindings): string[] {
  const matcher = matcherOf(expected);
  if (matcher !== undefined) return matchers[matcher[0]]!(matcher[1], actual, path, bindings);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [differs(path, expected, actual)];
    return expected.flatMap((each, i) => differences(each, actual[i], `${path}[${i}]`, bindings));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [differs(path, expected, actual)];
    const extra = Object.keys(actual).filter((key) => !(key in expected));
    return [...extra.map((key) => `${path}.${key}: not expected`), ...keysDiffer(expected, actual, path, bindings)];
  }
  return expected === actual ? [] : [differs(path, expected, actual)];
}

type Matcher = (argument: any, actual: unknown, path: string, bindings: Bindings) => string[];

const matchers: Readonly<Record<string, Matcher>> = {
  $any: (type: string, actual, path) =>
    actual !== undefined && (type === "value" || typeOf(actual) === type) ? [] : [differs(path, `any ${type}`, actual)],
  $match: (pattern: string, actual, path) =>
    typeof actual === "string" && new RegExp(`^(?:${pattern})$`).test(actual) ? [] : [differs(path, pattern, actual)],
  $same: (name: string, actual, path, bindings) => {
    if (typeof actual !== "string") return [differs(path, `text ${name}`, actual)];
    if (!bindings.has(name)) bindings.set(name, actual);
    return bindings.get(name) === actual ? [] : [differs(path, bindings.get(name), actual)];
  },
  $absent: (_, actual, path) => (actual === undefined ? [] : [differs(path, "nothing", actual)]),
  $subset: (keys: Record<string, Expected>, actual, path, bindings) =>
    isObject(actual) ? keysDiffer(keys, actual, path, bindings) : [differs(path, keys, actual)],
  $unordered: (expected: Expected[], actual, path, bindings) => {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [differs(path, expected, actual)];
    const paired = pairUp(expected, actual, bindings);
    if (paired === undefined) return [differs(path, expected, actual)];
    for (const [name, value] of paired) bindings.set(name, value);
    return [];
  },
  $json: (value: Expected, actual, path, bindings) => {
    try {
      return differences(value, JSON.parse(String(actual)), path, bindings);
    } catch {
      return [differs(path, "JSON text", actual)];
    }
  },
};

/** Pairs all expected values with actual ones, in any order. @returns the bindings; undefined if no pairing holds. */
function pairUp(expected: readonly Expected[], actual: readonly unknown[], bindings: Bindings): Bindings | undefined {
  const [first, ...rest] = expected;
  if (expected.length === 0) return bindings;
  for (const [index, each] of actual.entries()) {
    const tried: Bindings = new Map(bindings);
    if (differences(first, each, "", tried).length > 0) continue;
    const paired = pairUp(rest, actual.toSpliced(index, 1), tried);
    if (paired !== undefined) return paired;
  }
  return undefined;
}

function matcherOf(expected: Expected): [string, unknown] | undefined {
  if (!isObject(expected)) return undefined;
  const [entry] = Object.entries(expected);
  return entry !== undefined && Object.keys(expected).length === 1 && entry[0] in matchers ? entry : undefined;
}

function keysDiffer(
  expected: Record<string, Expected>,
  actual: Record<string, unknown>,
  path: string,
  bindings: Bindings,
) {
  return Object.entries(expected).flatMap(([key, value]) =>
    differences(value, actual[key], `${path}.${key}`, bindings),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function differs(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${short(expected)}, got ${short(actual)}`;
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
