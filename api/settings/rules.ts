import { z } from "zod";

// Each schema has one message for every invalid value.

export function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function text(pattern: RegExp, rule: string) {
  const error = `must be ${rule}`;
  return z.string({ error }).regex(pattern, { error });
}

export function oneOf<const T extends string>(...values: T[]) {
  return z.enum(values, { error: `must be ${values.slice(0, -1).join(", ")} or ${values.at(-1)}` });
}

export function list<T extends z.ZodType>(item: T, rule: string) {
  return z.array(item, { error: `must be a list of ${rule}` });
}

/** Schema of an object that rejects unknown keys. */
export function closed<T extends z.core.$ZodShape>(shape: T) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `the settings here are ${keys}` : `must be an object of ${keys}`,
  });
}

export const flag = z.boolean({ error: "must be true or false" });

/**
 * Requires that the name of an entry is one of the known names.
 *
 * @param key the setting that contains the entry.
 */
export function* requireKnownName(
  key: string,
  [name, value]: readonly [name: string, value: unknown],
  { kind, known }: { readonly kind: string; readonly known: readonly string[] },
): Generator<Violation> {
  if (known.includes(name)) return;
  const others = known.length === 0 ? `the API declares no ${kind}` : `the ${kind}s are ${known.join(", ")}`;
  const rule = `there is no such ${kind}; ${others}`;
  yield { key: `${key}.${name}`, value, rule };
}

/** A setting that contradicts another setting or the routes. */
export interface Violation {
  readonly key: string;
  readonly value: unknown;
  readonly rule: string;
}
