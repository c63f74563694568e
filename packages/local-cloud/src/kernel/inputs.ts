/** Values of a resource, as the engine received them: no Outputs, no secret wrappers. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Inputs of a resource type, as paths: `settings.cachingEnabled` is inside `settings`, and the elements of a list have
 * the path of the list. A path covers everything below it. `protocol=email` covers that value of `protocol` alone.
 */
export interface InputLists {
  /** Inputs that decide what a run does. */
  readonly reads: readonly string[];
  /** Inputs that change neither an answer, nor what a function reads, nor what the run reports. */
  readonly ignores: readonly string[];
}

/** Inputs of every type that have no effect here that anybody could notice. */
const alwaysIgnored = ["tags", "tagsAll"];

/** Inputs of every type that decide something: the provider's region is part of ARNs. */
const alwaysRead = ["region"];

/** The inputs that a program sets and that neither list contains, each once; with its value where a list names values. */
export function inputsWithoutEffect(inputs: Properties, { reads, ignores }: InputLists): string[] {
  const listed = [...alwaysRead, ...alwaysIgnored, ...reads, ...ignores];
  return [...new Set(Object.entries(inputs).flatMap(([name, value]) => unlisted(value, name, listed)))];
}

function unlisted(value: unknown, path: string, listed: readonly string[]): string[] {
  if (isUnset(value) || listed.includes(path)) return [];
  if (Array.isArray(value)) return value.flatMap((each) => unlisted(each, path, listed));
  if (listed.some((each) => each.startsWith(`${path}=`))) {
    return listed.includes(`${path}=${String(value)}`) ? [] : [`${path} ${String(value)}`];
  }
  if (typeof value !== "object" || !listed.some((each) => each.startsWith(`${path}.`))) return [path];
  return Object.entries(value as Properties).flatMap(([name, inner]) => unlisted(inner, `${path}.${name}`, listed));
}

/** An empty list or map is what a resource has without the input. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && isPlain(value) && Object.keys(value).length === 0;
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
