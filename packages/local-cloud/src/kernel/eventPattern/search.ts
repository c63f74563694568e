/** A text to find, with the table of Knuth, Morris and Pratt ("Fast Pattern Matching in Strings", 1977). */
export interface Needle {
  readonly text: string;
  /** For each position, the length of the longest proper prefix that ends there. */
  readonly borders: Uint16Array;
}

export function needleOf(text: string): Needle {
  const borders = new Uint16Array(text.length);
  for (let at = 1, length = 0; at < text.length; at += 1) {
    while (length > 0 && text[at] !== text[length]) length = borders[length - 1]!;
    if (text[at] === text[length]) length += 1;
    borders[at] = length;
  }
  return { text, borders };
}

/** Returns the first position of a text at or after `from`, or -1, in linear time. `indexOf` is quadratic. */
export function findNeedle(text: string, { text: part, borders }: Needle, from: number): number {
  if (part === "") return from;
  for (let at = from, length = 0; at < text.length; at += 1) {
    while (length > 0 && text[at] !== part[length]) length = borders[length - 1]!;
    if (text[at] === part[length]) length += 1;
    if (length === part.length) return at - length + 1;
  }
  return -1;
}
