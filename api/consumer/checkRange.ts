import { quote } from "../shared/quote";

/** Returns a sentence for a number outside of a range. @param what name of the number in the message. */
export function* checkRange(
  what: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
): Generator<string> {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  yield `${what} is ${quote(value)}, and must be an integer from ${least} to ${most}`;
}
