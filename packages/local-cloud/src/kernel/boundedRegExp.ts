import { runWithin } from "./timeLimit";

/** Milliseconds that one match may take: enough for a body of 10 MB, and little enough for the other requests. */
const matchMillis = 250;

/** Texts below this length cost no more than some milliseconds, whatever the pattern is. */
const shortText = 16;

/**
 * Runs the match of a regular expression that comes from a program on a text that comes from a client. Most patterns take
 * linear time; `(a+)+` takes exponential time, in Java as here.
 *
 * @throws TimeLimitExceeded
 */
export function matchWithin<T>(pattern: Pick<RegExp, "source">, text: string, match: () => T): T {
  const cheap = text.length < shortText || !/[*+?{]/.test(pattern.source);
  return cheap ? match() : runWithin(matchMillis, match);
}

/** Whether a pattern matches a text. @throws TimeLimitExceeded */
export function testWithin(pattern: RegExp, text: string): boolean {
  return matchWithin(pattern, text, () => pattern.test(text));
}
