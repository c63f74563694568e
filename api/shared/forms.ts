/** True for an object that is no list. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a list. `Array.isArray` makes the entries of a readonly list `any`. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
