import { Refusal } from "../kernel/errors";
import type { Declared, Properties } from "../kernel/resources";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { shortNames, withoutShortNames } from "./shortNames";
import { table, type Rule, type TypeRules } from "./table";
import { violations } from "./violations";

/**
 * Checks every declared resource against the table of constraints of AWS's APIs.
 *
 * @throws Refusal for the first resource that violates one, with all its violations.
 */
export function checkConstraints(resources: readonly Declared[]): void {
  const reported = shortNames(resources);
  for (const { type, name, state } of resources) {
    const known = Object.hasOwn(table.types, type) ? table.types[type] : undefined;
    const found = known === undefined ? [] : violationsOf(withoutShortNames(state, name, reported), known);
    if (found.length === 0) continue;
    throw new Refusal(`${known!.label} ${name}`, {
      statusCode: 400,
      code: known!.code,
      message: `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`,
    });
  }
}

function violationsOf(state: Properties, { rules }: TypeRules): string[] {
  return Object.entries(rules)
    .filter(([, { unless }]) => unless === undefined || state[unless] === undefined)
    .flatMap(([path, rule]) =>
      valuesAt(state, stepsOf(path))
        .filter(({ value }) => isChecked(value, rule))
        .flatMap(({ value, positions }) => violations(value, rule, atOf(rule, positions))),
    );
}

/** A value that the provider sends and that is known here: an empty text stands for none. */
function isChecked(value: unknown, { type, zeroUnset }: Rule): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (zeroUnset === true && Number(value) === 0) return false;
  if (unknownOutputIn(JSON.stringify(value)) !== undefined) return false;
  const isCollection = typeof value === "object";
  return type === "map" || type === "list" ? isCollection : !isCollection;
}

interface Found {
  readonly value: unknown;
  /** Of the list elements on the way, from 0. */
  readonly positions: readonly number[];
}

/** `metricQueries[].id` as its steps: `metricQueries`, `[]`, `id`. */
function stepsOf(path: string): string[] {
  return path.match(/\[\]|\{[kv]\}|\w+/g) ?? [];
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[], positions: readonly number[] = []): Found[] {
  if (step === undefined) return [{ value, positions }];
  if (typeof value !== "object" || value === null) return [];
  if (step !== "[]" && !step.startsWith("{")) return valuesAt((value as Properties)[step], rest, positions);
  if (Array.isArray(value) !== (step === "[]")) return [];
  const each = step === "{k}" ? Object.keys(value) : Object.values(value as Properties);
  return each.flatMap((element, position) => valuesAt(element, rest, [...positions, position]));
}

/** `metrics[].id` with its position, as AWS writes it: `metrics.1.member.id`. */
function atOf({ at }: Rule, positions: readonly number[]): string {
  let next = 0;
  return at.replace(/\[\]/g, () => `.${(positions[next++] ?? 0) + 1}.member`);
}
