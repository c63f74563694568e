import type { ValueDeclaration } from "./declaration";

/** A value, and the environment variable that contains it or, for a secret, the name of its parameter. */
export interface ValueVariable {
  readonly name: string;
  readonly variable: string;
  readonly type: ValueDeclaration["schema"]["type"];
}

/** Returns the plain values from the environment, with their declared types. */
export function openValues(values: readonly ValueVariable[]): Record<string, unknown> {
  return Object.fromEntries(
    values.map(({ name, variable, type }) => {
      const text = process.env[variable] ?? "";
      return [name, type === "string" ? text : (JSON.parse(text) as unknown)];
    }),
  );
}
