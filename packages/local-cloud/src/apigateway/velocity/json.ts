import { Decimal, JsonList, Whole } from "./values";

/** Stands in front of numbers that JavaScript would change, while their text is parsed; JSON that contains it keeps JavaScript's. */
const mark = "\uFDD3";

/**
 * The value of a JSON text, as templates see it: lists print as JSON, and numbers stay as they are written (API Gateway
 * parses with json-smart, whose lists are JSONArray, whose whole numbers have any length, and whose 1.0 is a Double).
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const contained = new RegExp(`${mark}|\\\\u${mark.charCodeAt(0).toString(16)}`, "i").test(text);
  return contained ? javaValue(JSON.parse(text)) : javaValue(JSON.parse(withMarks(text)), numberOf);
}

/** JSON's strings, which may contain anything, and its numbers. A string without an end goes to the end: once, not often. */
const tokens = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function withMarks(text: string): string {
  return text.replace(tokens, (token) => {
    if (token.startsWith('"')) return token;
    const amount = Number(token);
    const stays = /[.eE]/.test(token) ? !Number.isInteger(amount) : Number.isSafeInteger(amount);
    // What is no number in JSON (a leading 0) is for the parser to refuse.
    return stays || /^-?0\d/.test(token) ? token : `"${mark}${token}"`;
  });
}

function javaValue(value: unknown, textOf: (text: string) => unknown = (text) => text): unknown {
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return JsonList.from(value, (item) => javaValue(item, textOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, javaValue(item, textOf)]));
}

/** The number that a marked text stands for; any other is itself. */
function numberOf(text: string): Decimal | Whole | string {
  if (!text.startsWith(mark)) return text;
  const digits = text.slice(mark.length);
  return /[.eE]/.test(digits) ? new Decimal(Number(digits)) : new Whole(digits);
}
