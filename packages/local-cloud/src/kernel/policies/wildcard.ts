/** A pattern with IAM's wildcards: `*` matches any text, `?` one character. */
export interface Wildcard {
  /** Returns whether the pattern matches the whole text, in linear time. */
  test(text: string): boolean;
}

/**
 * Parses a pattern with IAM's wildcards.
 *
 * It does not use regular expressions, which take exponential time for `*a*a*a…`. Functions can build patterns from
 * what clients send (`Resource: event.methodArn`).
 */
export function wildcard(pattern: string): Wildcard {
  if (!/[*?]/.test(pattern)) return { test: (text) => text === pattern };
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return { test: (text) => text.length === first.length && fitsAt(text, first, 0) };
  const inner = others.filter((part) => part !== "");
  return {
    test: (text) => {
      const end = text.length - last.length;
      if (end < first.length || !fitsAt(text, first, 0) || !fitsAt(text, last, end)) return false;
      let at = first.length;
      // The earliest match of each part leaves the most text for the following parts, so no other match is tried.
      for (const part of inner) {
        const found = find(text, part, { from: at, to: end });
        if (found < 0) return false;
        at = found + part.length;
      }
      return true;
    },
  };
}

/** Returns whether a part without `*` matches at one position. */
function fitsAt(text: string, part: string, at: number): boolean {
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] !== "?" && part[index] !== text[at + index]) return false;
  }
  return true;
}

/** Maximum length of a part that is compared at each position. */
const shortPart = 64;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Returns the first match of a part without `*` in a range; -1 if there is no match. */
function find(text: string, part: string, { from, to }: Range): number {
  if (part.length > to - from) return -1;
  if (part.length > shortPart) return findLong(text, part, { from, to });
  for (let at = from; at + part.length <= to; at += 1) if (fitsAt(text, part, at)) return at;
  return -1;
}

/**
 * Finds a long part with the Shift-Or algorithm (Baeza-Yates, Gonnet: "A New Approach to Text Searching", 1992). Bit
 * `i`
 * of the state is 0 if the last `i + 1` characters match. A step takes a 32nd of the part's length.
 */
function findLong(text: string, part: string, { from, to }: Range): number {
  const masks = masksOf(part);
  const state = new Uint32Array(masks.other.length).fill(0xffff_ffff);
  const end = part.length - 1;
  for (let at = from; at < to; at += 1) {
    const mask = masks.of.get(text[at]!) ?? masks.other;
    let carry = 0;
    for (let word = 0; word < state.length; word += 1) {
      const before = state[word]!;
      state[word] = (before << 1) | carry | mask[word]!;
      carry = before >>> 31;
    }
    if ((state[end >>> 5]! & (1 << (end & 31))) === 0) return at - end;
  }
  return -1;
}

/** Returns for each character a bitmap of the positions that it does not match; `other` is for all other characters. */
function masksOf(part: string): { readonly of: ReadonlyMap<string, Uint32Array>; readonly other: Uint32Array } {
  const other = new Uint32Array((part.length + 31) >>> 5);
  const places = [...Array(part.length).keys()];
  for (const place of places) if (part[place] !== "?") other[place >>> 5]! |= 1 << (place & 31);
  const of = new Map<string, Uint32Array>();
  for (const place of places) {
    const character = part[place]!;
    const mask = of.get(character) ?? other.slice();
    mask[place >>> 5]! &= ~(1 << (place & 31));
    of.set(character, mask);
  }
  return { of, other };
}
