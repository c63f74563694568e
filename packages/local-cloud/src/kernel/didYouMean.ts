import { closest, distance } from "fastest-levenshtein";

/** Returns the name closest to a misspelt one; undefined if none is close. */
export function didYouMean(given: string, names: readonly string[]): string | undefined {
  const nearest = closest(given, [...names]);
  return distance(given, nearest) <= Math.max(2, given.length / 3) ? nearest : undefined;
}
