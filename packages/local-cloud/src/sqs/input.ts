import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput } from "../kernel/protocols/jsonService";
import { invalidValue, missingParameter, sqsError } from "./errors";

/** @throws ServiceError for an absent or empty text */
export function textOf(input: JsonInput, key: string): string {
  const value = optionalText(input, key);
  if (value === undefined || value === "") throw missingParameter(key);
  return value;
}

/** Returns a map of texts, such as attributes and tags. */
export function textsOf(input: JsonInput, key: string): Record<string, string> {
  const value = input[key];
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

/**
 * Returns an optional whole number in a range.
 *
 * @param rule AWS's reason for another value.
 * @throws ServiceError
 */
export function numberOf(
  input: JsonInput,
  key: string,
  { least, most, rule }: { readonly least: number; readonly most: number; readonly rule: string },
): number | undefined {
  const value = input[key];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) throw invalidValue(key, value, rule);
  return number;
}

/** Returns a page of a list, and the token of the next page. @param most default size of a page @throws ServiceError */
export function pageOf<T>(all: readonly T[], input: JsonInput, most: number) {
  const rule = `Value must be between 1 and ${most}.`;
  const size = numberOf(input, "MaxResults", { least: 1, most, rule });
  const token = optionalText(input, "NextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString());
  if (!Number.isInteger(start)) throw sqsError("InvalidParameterValue", "Invalid or expired next token.");
  const end = start + (size ?? most);
  // SQS returns a token only if MaxResults is set (SQS API reference, ListQueues).
  const isCut = size !== undefined && end < all.length;
  return {
    page: all.slice(start, end),
    ...(isCut ? { NextToken: Buffer.from(String(end)).toString("base64") } : {}),
  };
}
