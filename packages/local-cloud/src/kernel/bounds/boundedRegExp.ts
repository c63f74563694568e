import { runWithin } from "./timeLimit";

/** Time limit of one match, in milliseconds: enough for a body of 10 MB, short enough for concurrent requests. */
const matchMillis = 250;

/** Any pattern matches a shorter text within a few milliseconds. */
const shortText = 16;

/**
 * Runs a match of a program's regular expression on a client's text, with a time limit. Most patterns take linear
 * time; `(a+)+` takes exponential time, in Java as in JavaScript.
 *
 * @throws TimeLimitExceeded
 */
export function matchWithin<T>(pattern: Pick<RegExp, "source">, text: string, match: () => T): T {
  const cheap = text.length < shortText || !/[*+?{]/.test(pattern.source);
  return cheap ? match() : runWithin(matchMillis, match);
}

/** Returns whether a pattern matches a text. @throws TimeLimitExceeded */
export function testWithin(pattern: RegExp, text: string): boolean {
  return matchWithin(pattern, text, () => pattern.test(text));
}
