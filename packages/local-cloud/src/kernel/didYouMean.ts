import { closest, distance } from "fastest-levenshtein";

/** The name that was probably meant; undefined where none is near. */
export function didYouMean(given: string, names: readonly string[]): string | undefined {
  const nearest = closest(given, [...names]);
  return distance(given, nearest) <= Math.max(2, given.length / 3) ? nearest : undefined;
}
