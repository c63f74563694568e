import { PatternError } from "./patternError";
import { findNeedle, needleOf, type Needle } from "./search";

/** The literal parts of a wildcard pattern, between its stars. */
export type WildcardParts = readonly Needle[];

/**
 * Parses a wildcard pattern, in which `\*` and `\\` are literal.
 *
 * Positions in messages count UTF-8 bytes and the quote that event-ruler puts before the text.
 *
 * @throws PatternError
 */
export function parseWildcard(text: string): WildcardParts {
  const parts = [""];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === "*" && text[at + 1] === "*") {
      throw new PatternError(`Consecutive wildcard characters at pos ${positionOf(text, at)}`);
    }
    if (character === "*") parts.push("");
    else if (character !== "\\") parts[parts.length - 1] += character;
    else if (text[at + 1] === "*" || text[at + 1] === "\\") parts[parts.length - 1] += text[(at += 1)]!;
    else throw new PatternError(`Invalid escape character at pos ${positionOf(text, at)}`);
  }
  return parts.map(needleOf);
}

function positionOf(text: string, at: number): string {
  return String(Buffer.byteLength(text.slice(0, at)) + 1);
}

/** Returns whether a text matches. The earliest match of each part leaves the most text for the others. */
export function matchesWildcard(parts: WildcardParts, text: string): boolean {
  const [first = "", last] = [parts[0]?.text, parts.length > 1 ? parts.at(-1)?.text : undefined];
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = findNeedle(text, part, at);
    if (found < 0 || found + part.text.length > end) return false;
    at = found + part.text.length;
  }
  return true;
}
