import { isMap } from "./forms";
import { quote } from "./quote";

/** The form of a declared value. */
export interface Rule {
  readonly isMet: (value: unknown) => boolean;
  /** Completes "and must be …". */
  readonly rule: string;
}

/** Keys of a declaration and the forms of their values. */
export type Rules = Readonly<Record<string, Rule>>;

export const text: Rule = { isMet: (value) => typeof value === "string", rule: "a text" };

export const callback: Rule = { isMet: (value) => typeof value === "function", rule: "a function" };

export const archiveBudget: Rule = {
  isMet: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  rule: "a number of bytes above 0",
};

/** Returns the rule of a value that may be absent. */
export function optional({ isMet, rule }: Rule): Rule {
  return { isMet: (value) => value === undefined || isMet(value), rule };
}

/** Returns the rule of an object whose keys are known. */
export function closed(...keys: readonly string[]): Rule {
  return {
    isMet: (value) => isMap(value) && Object.keys(value).every((key) => keys.includes(key)),
    rule: `an object with no other keys than ${keys.join(", ")}`,
  };
}

/** Returns the rule of an object with any keys. @param values completes "an object of …". */
export function mapOf(values: string, isMet: (value: unknown) => boolean): Rule {
  return {
    isMet: (value) => isMap(value) && Object.values(value).every(isMet),
    rule: `an object of ${values}`,
  };
}

/** The keys of a declaration. */
export interface DeclaredKeys {
  readonly rules: Rules;
  /** Keys that are checked elsewhere. The sentence about an unknown key lists them. */
  readonly others: readonly string[];
  /** Keys that the program adds. */
  readonly derived: readonly string[];
  /** Returns a value for a message. Default: its JSON. */
  readonly titleOf?: (value: unknown) => string;
}

/**
 * Returns a sentence for each key of a declaration that is unknown, and for each value that has another form than its
 * type. Deployments run programs that no compiler has checked.
 *
 * @param what the declaration, such as `route getItem`.
 */
export function* checkRules(
  what: string,
  declaration: object,
  { rules, others, derived, titleOf = quote }: DeclaredKeys,
): Generator<string> {
  const known = [...Object.keys(rules), ...others];
  const values = declaration as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(values)) {
    if (![...known, ...derived].includes(key)) yield `${what} has the key ${key}; its keys are ${known.join(", ")}`;
  }
  for (const [key, { isMet, rule }] of Object.entries(rules)) {
    if (!isMet(values[key])) yield `${what}: ${key} is ${titleOf(values[key])}, and must be ${rule}`;
  }
}
