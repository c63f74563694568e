import type { Rule } from "../kernel/constraints/rules";
import { violations } from "../kernel/constraints/violations";
import { Refusal } from "../kernel/errors";
import type { Declared, Properties } from "../kernel/resources";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { shortNames, withoutShortNames } from "./shortNames";
import { table, type TypeRules } from "./table";

/**
 * Checks all declared resources against the constraints of AWS's API models.
 *
 * @param sendsZero true for resources that come from an API call: only the provider treats 0 as not set.
 * @throws Refusal for the first invalid resource, with all its violations.
 */
export function checkConstraints(resources: readonly Declared[], sendsZero = false): void {
  const reported = shortNames(resources);
  for (const { type, name, state } of resources) {
    const known = Object.hasOwn(table.types, type) ? table.types[type] : undefined;
    const found = known === undefined ? [] : violationsOf(withoutShortNames(state, name, reported), known, sendsZero);
    if (found.length === 0) continue;
    throw new Refusal(`${known!.label} ${name}`, {
      statusCode: 400,
      code: known!.code,
      message: `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`,
    });
  }
}

function violationsOf(state: Properties, { rules }: TypeRules, sendsZero: boolean): string[] {
  return Object.entries(rules)
    .filter(([, { unless }]) => unless === undefined || state[unless] === undefined)
    .flatMap(([path, rule]) =>
      valuesAt(state, stepsOf(path))
        .filter(({ value }) => isChecked(value, sendsZero ? { ...rule, zeroUnset: false } : rule))
        .flatMap(({ value, positions }) => violations(value, rule, atOf(rule, positions))),
    );
}

/** Returns whether the provider sends a value and it is known locally. Empty strings are not sent. */
function isChecked(value: unknown, { type, zeroUnset }: Rule): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (zeroUnset === true && Number(value) === 0) return false;
  if (unknownOutputIn(JSON.stringify(value)) !== undefined) return false;
  const isCollection = typeof value === "object";
  return type === "map" || type === "list" ? isCollection : !isCollection;
}

interface FoundValue {
  readonly value: unknown;
  /** 0-based positions of the list elements in the path. */
  readonly positions: readonly number[];
}

/** Splits a path: `metricQueries[].id` into `metricQueries`, `[]`, `id`. */
function stepsOf(path: string): string[] {
  return path.match(/\[\]|\{[kv]\}|\w+/g) ?? [];
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[], positions: readonly number[] = []): FoundValue[] {
  if (step === undefined) return [{ value, positions }];
  if (typeof value !== "object" || value === null) return [];
  if (step !== "[]" && !step.startsWith("{")) return valuesAt((value as Properties)[step], rest, positions);
  if (Array.isArray(value) !== (step === "[]")) return [];
  const each = step === "{k}" ? Object.keys(value) : Object.values(value as Properties);
  return each.flatMap((element, position) => valuesAt(element, rest, [...positions, position]));
}

/** Inserts positions into a path in AWS's notation: `metrics.1.member.id` for `metrics[].id`. */
function atOf({ at }: Rule, positions: readonly number[]): string {
  let next = 0;
  return at.replace(/\[\]/g, () => `.${(positions[next++] ?? 0) + 1}.member`);
}
