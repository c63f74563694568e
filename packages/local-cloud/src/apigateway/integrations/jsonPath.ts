import { JsonList } from "../velocity/values";

/** Matches `.name`, `['name']`, `[0]`, `[-1]`, `.*` and `[*]`, each optionally after `..`. */
const steps = /(\.\.)?(?:\.?([^.[\]*'"]+)|\.?(\*)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*))\])/g;

interface Step {
  readonly key: string | number | undefined;
  /** True if the step also searches all descendants. */
  readonly isDeep: boolean;
}

/**
 * Selects a part of a JSON value by a JSONPath expression (Goessner's JSONPath, to which API Gateway refers). A path
 * with `*` or `..` returns a list.
 *
 * @returns undefined if nothing matches.
 */
export function select(value: unknown, path: string): unknown {
  let found = [value];
  let several = false;
  for (const { key, isDeep: deep } of stepsOf(path.trim().replace(/^\$/, ""))) {
    several ||= deep || key === undefined;
    const from = deep ? found.flatMap(withDescendants) : found;
    found = from.flatMap((each) => selectKey(each, key));
  }
  return several ? JsonList.from(found) : found[0];
}

function stepsOf(path: string): Step[] {
  return [...path.matchAll(steps)].map(([, deep, name, star, single, double, index, bracketStar]) => ({
    isDeep: deep !== undefined,
    key:
      (star ?? bracketStar) !== undefined
        ? undefined
        : index === undefined
          ? (name ?? single ?? double)!
          : Number(index),
  }));
}

function selectKey(value: unknown, key: Step["key"]): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (key === undefined) return Object.values(value);
  const name = Array.isArray(value) && Number(key) < 0 ? value.length + Number(key) : key;
  return Object.hasOwn(value, name) && (!Array.isArray(value) || Number.isInteger(Number(name)))
    ? [(value as Readonly<Record<string, unknown>>)[name]]
    : [];
}

/** Returns a value and all its descendants. */
function withDescendants(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(withDescendants)];
}
