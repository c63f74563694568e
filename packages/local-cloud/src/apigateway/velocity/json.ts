import { Decimal, JsonList, Whole } from "./values";

/**
 * Marks numbers that JavaScript would change during parsing. JSON that already contains the mark is parsed with
 * JavaScript's numbers.
 */
const mark = "\uFDD3";

/**
 * Parses JSON for templates. Lists print as JSON, and numbers print as written. API Gateway uses json-smart: its lists
 * are JSONArrays, integers have any length, and 1.0 is a Double.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const contained = new RegExp(`${mark}|\\\\u${mark.charCodeAt(0).toString(16)}`, "i").test(text);
  return contained ? javaValue(JSON.parse(text)) : javaValue(JSON.parse(withMarks(text)), numberOf);
}

/**
 * Matches strings and numbers. An unterminated string matches up to the end of the text, which keeps the time linear.
 */
const tokens = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function withMarks(text: string): string {
  return text.replace(tokens, (token) => {
    if (token.startsWith('"')) return token;
    const amount = Number(token);
    const stays = /[.eE]/.test(token) ? !Number.isInteger(amount) : Number.isSafeInteger(amount);
    // The parser rejects invalid numbers, such as those with a leading 0.
    return stays || /^-?0\d/.test(token) ? token : `"${mark}${token}"`;
  });
}

function javaValue(value: unknown, textOf: (text: string) => unknown = (text) => text): unknown {
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return JsonList.from(value, (item) => javaValue(item, textOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, javaValue(item, textOf)]));
}

/** Returns the number of a marked text, and other texts unchanged. */
function numberOf(text: string): Decimal | Whole | string {
  if (!text.startsWith(mark)) return text;
  const digits = text.slice(mark.length);
  return /[.eE]/.test(digits) ? new Decimal(Number(digits)) : new Whole(digits);
}
