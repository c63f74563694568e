import { matchWithin, testWithin } from "../../kernel/boundedRegExp";
import { VelocityError } from "./syntax";

/**
 * A Java pattern as JavaScript's: with `(?i)` and the like in front, `\Q…\E`, `\A`, `\z`, `\Z` and possessive
 * quantifiers, which only keep their quantity. Java's own character classes (`\p{Alpha}`, `[a&&b]`) are not known.
 *
 * @throws SyntaxError when JavaScript cannot read it.
 */
function javaPattern(source: string, flags: string): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const body = source.slice(inline?.[0].length ?? 0).replace(javaOnly, (found: string, quoted?: string) => {
    if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    if (/^[*+?}]\+$/.test(found)) return found.slice(0, 1);
    return anchors.get(found) ?? found;
  });
  return new RegExp(body, flags + (inline?.[1] ?? ""));
}

/** Quoted text; escapes and character classes, so that nothing in them counts as a quantifier; possessive quantifiers. */
const javaOnly = /\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|[*+?}]\+/g;

const anchors: ReadonlyMap<string, string> = new Map([
  ["\\A", "(?<![\\s\\S])"],
  ["\\z", "(?![\\s\\S])"],
  ["\\Z", "(?=\\n?(?![\\s\\S]))"],
]);

/** String.matches: the whole text. */
export function matches(text: string, pattern: string): boolean {
  // The pattern first on its own, so that inline flags stand in front.
  const { source, flags } = javaPattern(pattern, "");
  return testWithin(new RegExp(`^(?:${source})$`, flags.replace("m", "")), text);
}

/** String.replaceAll with the flag "g", String.replaceFirst without. */
export function replace(text: string, pattern: string, [replacement, flags]: readonly [string, "g" | ""]): string {
  const expression = javaPattern(pattern, flags);
  const replaced = (...found: unknown[]) => {
    const named = (typeof found.at(-1) === "object" ? found.at(-1) : {}) as Record<string, string | undefined>;
    const offset = found.findIndex((item) => typeof item === "number");
    return expand(replacement, found.slice(0, offset) as (string | undefined)[], named);
  };
  return matchWithin(expression, text, () => text.replace(expression, replaced));
}

/** Java's replacements: `$1`, `${name}`, and a backslash that takes the meaning from what follows it. */
function expand(
  replacement: string,
  groups: readonly (string | undefined)[],
  named: Readonly<Record<string, string | undefined>>,
): string {
  const special = /\\([\s\S])|\$\{(\w+)\}|\$(\d+)|[\\$]/g;
  return replacement.replace(special, (...[found, escaped, name, digits]: (string | undefined)[]) => {
    if (escaped !== undefined) return escaped;
    if (name !== undefined) return named[name] ?? "";
    if (digits === undefined) throw new VelocityError(`Illegal group reference: ${found}`);
    return groupOf(digits, groups);
  });
}

/** As many digits as there are groups; the rest is text. */
function groupOf(digits: string, groups: readonly (string | undefined)[]): string {
  const length = [...digits].findLastIndex((_, at) => at === 0 || Number(digits.slice(0, at + 1)) < groups.length) + 1;
  const group = Number(digits.slice(0, length));
  if (group >= groups.length) throw new VelocityError(`No group ${group}`);
  return (groups[group] ?? "") + digits.slice(length);
}

/** String.split: without a limit, empty strings at the end are dropped; an empty match at the start splits nothing. */
export function split(text: string, pattern: string, limit = 0): string[] {
  const parts: string[] = [];
  let start = 0;
  const expression = javaPattern(pattern, "g");
  const matched = matchWithin(expression, text, () => [...text.matchAll(expression)]);
  for (const { 0: found, index } of matched) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (found === "" && index === 0) continue;
    parts.push(text.slice(start, index));
    start = index + found.length;
  }
  if (start === 0 && parts.length === 0) return [text];
  parts.push(text.slice(start));
  if (limit === 0) while (parts.at(-1) === "") parts.pop();
  return parts;
}
