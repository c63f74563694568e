import type { MetricValue } from "../kernel/interfaces/monitoring";

type Dimensions = MetricValue["dimensions"];

/** Limit of the remembered sets. Above it, all are dropped, because functions and paths can change in a long run. */
const maxSets = 1_000;

const remembered = new Map<string, readonly Dimensions[]>();

/**
 * Returns the same objects for the same names, because the store finds the place of a value by the object of its
 * dimensions. Without it, sorting and joining names takes more than half of the time of metrics.
 *
 * @param names everything that `create` depends on.
 */
export function rememberSets(
  names: readonly (string | undefined)[],
  create: () => readonly Dimensions[],
): readonly Dimensions[] {
  const key = names.join("\0");
  let sets = remembered.get(key);
  if (sets === undefined) {
    sets = create();
    if (remembered.size >= maxSets) remembered.clear();
    remembered.set(key, sets);
  }
  return sets;
}
