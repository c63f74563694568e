/** Numbers are compared up to this absolute value (EventBridge's user guide, numeric matching). */
const limit = 5_000_000_000n;
const decimals = 6;
const limitDigits = 16;

export type ComparableNumber = bigint;

/** Returns a JSON number in millionths, or why EventBridge cannot compare it. Takes linear time for any exponent. */
export function comparableNumber(text: string): ComparableNumber | string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text) ?? [];
  const digits = trimZeros(whole + fraction);
  if (digits.text === "") return 0n;
  const scale = Number(exponent) - fraction.length + digits.removed;
  if (scale < -decimals) return `Only values upto ${String(decimals)} decimals are supported: ${text}`;
  const outside = "Value must be between -5.0E9 and 5.0E9, inclusive";
  if (digits.text.length + scale > limitDigits) return outside;
  const size = BigInt(digits.text) * 10n ** BigInt(scale + decimals);
  if (size > limit * 10n ** BigInt(decimals)) return outside;
  return sign === "-" ? -size : size;
}

/** Returns the digits without zeros at both ends, and how many were removed at the end. */
function trimZeros(digits: string): { readonly text: string; readonly removed: number } {
  let from = 0;
  let to = digits.length;
  while (from < to && digits[from] === "0") from += 1;
  while (to > from && digits[to - 1] === "0") to -= 1;
  return { text: digits.slice(from, to), removed: digits.length - to };
}
