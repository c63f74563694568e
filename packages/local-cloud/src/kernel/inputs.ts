/** Property values of a resource without Outputs and secret wrappers. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Inputs of a resource type, as paths. `settings.cachingEnabled` names a nested input. Elements of a list have the path
 * of the list. A path includes everything below it. `protocol=email` names only that value of `protocol`.
 */
export interface InputLists {
  /** Inputs that affect a run. */
  readonly reads: readonly string[];
  /** Inputs without an effect on responses, on what functions read, and on what the run reports. */
  readonly ignores: readonly string[];
}

/** Inputs of all types that have no observable effect. */
const alwaysIgnored = ["tags", "tagsAll"];

/** Inputs of all types that have an effect. The region is part of ARNs. */
const alwaysRead = ["region"];

/** Returns the set inputs that neither list contains. An entry includes the value if a list names single values. */
export function inputsWithoutEffect(inputs: Properties, { reads, ignores }: InputLists): string[] {
  const listed = [...alwaysRead, ...alwaysIgnored, ...reads, ...ignores];
  return [...new Set(Object.entries(inputs).flatMap(([name, value]) => findUnlisted(value, name, listed)))];
}

function findUnlisted(value: unknown, path: string, listed: readonly string[]): string[] {
  if (isUnset(value) || listed.includes(path)) return [];
  if (Array.isArray(value)) return value.flatMap((each) => findUnlisted(each, path, listed));
  if (listed.some((each) => each.startsWith(`${path}=`))) {
    return listed.includes(`${path}=${String(value)}`) ? [] : [`${path} ${String(value)}`];
  }
  if (typeof value !== "object" || !listed.some((each) => each.startsWith(`${path}.`))) return [path];
  return Object.entries(value as Properties).flatMap(([name, inner]) => findUnlisted(inner, `${path}.${name}`, listed));
}

/** Returns true for null, and for an empty list or map: AWS treats them like a missing input. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && isPlain(value) && Object.keys(value).length === 0;
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
