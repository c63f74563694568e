import { JsonList } from "../velocity/values";

/** `.name`, `['name']`, `[0]`, `[-1]`, `.*`, `[*]`, and `..` before any of them. */
const steps = /(\.\.)?(?:\.?([^.[\]*'"]+)|\.?(\*)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*))\])/g;

interface Step {
  readonly key: string | number | undefined;
  /** Of everything below, too. */
  readonly deep: boolean;
}

/**
 * The part of a JSON value that a path names (JSONPath by Goessner, which API Gateway names). A path with `*` or `..` names
 * a list of what it finds.
 *
 * @returns undefined where there is nothing.
 */
export function select(value: unknown, path: string): unknown {
  let found = [value];
  let several = false;
  for (const { key, deep } of stepsOf(path.trim().replace(/^\$/, ""))) {
    several ||= deep || key === undefined;
    const from = deep ? found.flatMap(everything) : found;
    found = from.flatMap((each) => taken(each, key));
  }
  return several ? JsonList.from(found) : found[0];
}

function stepsOf(path: string): Step[] {
  return [...path.matchAll(steps)].map(([, deep, name, star, single, double, index, bracketStar]) => ({
    deep: deep !== undefined,
    key:
      (star ?? bracketStar) !== undefined
        ? undefined
        : index === undefined
          ? (name ?? single ?? double)!
          : Number(index),
  }));
}

function taken(value: unknown, key: Step["key"]): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (key === undefined) return Object.values(value);
  const name = Array.isArray(value) && Number(key) < 0 ? value.length + Number(key) : key;
  return Object.hasOwn(value, name) && (!Array.isArray(value) || Number.isInteger(Number(name)))
    ? [(value as Readonly<Record<string, unknown>>)[name]]
    : [];
}

/** A value and everything inside it. */
function everything(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(everything)];
}
