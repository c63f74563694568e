/**
 * Most occurrences of one schedule that a tick sends. Ticks come every second, so more of them are due only after the
 * clock has jumped, as when a machine sleeps.
 */
const maxDue = 100;

/** Occurrences of a schedule that are due. */
export interface DueOccurrences {
  /** Epoch milliseconds, in order. */
  readonly due: readonly number[];
  /** First occurrence that is not due; undefined if none follows. */
  readonly next: number | undefined;
  /** First occurrence that is skipped; undefined if all are sent. */
  readonly skipsFrom: number | undefined;
}

/**
 * Returns the occurrences of a schedule up to now.
 *
 * @param first next occurrence, in epoch milliseconds; undefined if none follows.
 * @param now epoch milliseconds.
 * @param following returns the occurrence after a time.
 */
export function dueOccurrences(
  first: number | undefined,
  now: number,
  following: (after: number) => number | undefined,
): DueOccurrences {
  const due: number[] = [];
  let next = first;
  for (; next !== undefined && next <= now && due.length < maxDue; next = following(next)) due.push(next);
  if (next === undefined || next > now) return { due, next, skipsFrom: undefined };
  return { due, next: following(now), skipsFrom: next };
}
