import { matchWithin, testWithin } from "../../kernel/bounds/boundedRegExp";
import { VelocityError } from "./syntax";

/**
 * Converts a Java pattern to JavaScript. Supports leading flags such as `(?i)`, `\Q…\E`, `\A`, `\z` and `\Z`.
 * Possessive quantifiers become ordinary ones. Java's character classes (`\p{Alpha}`, `[a&&b]`) are not supported.
 *
 * @throws SyntaxError if the result is not a JavaScript pattern.
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

/**
 * Matches quoted text, escapes, character classes and possessive quantifiers. Escapes and classes are matched so that
 * their content is not taken for quantifiers.
 */
const javaOnly = /\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|[*+?}]\+/g;

const anchors: ReadonlyMap<string, string> = new Map([
  ["\\A", "(?<![\\s\\S])"],
  ["\\z", "(?![\\s\\S])"],
  ["\\Z", "(?=\\n?(?![\\s\\S]))"],
]);

/** Implements String.matches, which matches the whole text. */
export function matches(text: string, pattern: string): boolean {
  // Convert the pattern before it is anchored, so that inline flags are at the start.
  const { source, flags } = javaPattern(pattern, "");
  return testWithin(new RegExp(`^(?:${source})$`, flags.replace("m", "")), text);
}

/** Implements String.replaceAll (flag "g") and String.replaceFirst (no flag). */
export function replace(text: string, pattern: string, [replacement, flags]: readonly [string, "g" | ""]): string {
  const expression = javaPattern(pattern, flags);
  const replaced = (...found: unknown[]) => {
    const named = (typeof found.at(-1) === "object" ? found.at(-1) : {}) as Record<string, string | undefined>;
    const offset = found.findIndex((item) => typeof item === "number");
    return expand(replacement, found.slice(0, offset) as (string | undefined)[], named);
  };
  return matchWithin(expression, text, () => text.replace(expression, replaced));
}

/** Expands a Java replacement: `$1`, `${name}`, and a backslash that escapes the next character. */
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

/** Uses as many digits as form an existing group number. The remaining digits are text. */
function groupOf(digits: string, groups: readonly (string | undefined)[]): string {
  const length = [...digits].findLastIndex((_, at) => at === 0 || Number(digits.slice(0, at + 1)) < groups.length) + 1;
  const group = Number(digits.slice(0, length));
  if (group >= groups.length) throw new VelocityError(`No group ${group}`);
  return (groups[group] ?? "") + digits.slice(length);
}

/** Implements String.split. Without a limit it drops trailing empty strings. An empty match at the start is ignored. */
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
