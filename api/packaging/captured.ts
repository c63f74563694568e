import { types } from "node:util";

const classes = [
  Map,
  Set,
  WeakMap,
  WeakSet,
  Date,
  ArrayBuffer,
  URL,
  URLSearchParams,
  TextEncoder,
  TextDecoder,
] as const;

/**
 * Returns the class, with an article, of an object that Pulumi serializes without its contents and without an error: they
 * are in no property. Undefined for other values.
 */
export function emptiedClass(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  const name = ArrayBuffer.isView(value) ? value.constructor.name : classes.find((each) => value instanceof each)?.name;
  return name && `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`;
}
