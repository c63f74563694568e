import { listOf } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";

/**
 * Maximum number of names in a request, and maximum page size (Systems Manager API Reference, GetParameters,
 * GetParametersByPath).
 */
export const maxNames = 10;

/** Returns a page of a list and the token of the next page. @throws ServiceError */
export function pageOf<T>(
  all: readonly T[],
  { MaxResults = undefined, NextToken }: JsonInput,
  most: number,
): { page: readonly T[]; NextToken?: string } {
  const size = MaxResults === undefined ? most : Number(MaxResults);
  if (!(Number.isInteger(size) && size >= 1 && size <= most)) {
    const rule = size > most ? `less than or equal to ${most}` : "greater than or equal to 1";
    const message = `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${rule}`;
    throw new ServiceError("ValidationException", message);
  }
  const [, start] =
    NextToken === undefined ? [, "0"] : (/^page-(\d+)$/.exec(JSON.stringify(NextToken).slice(1, -1)) ?? []);
  if (start === undefined) throw new ServiceError("InvalidNextToken", "The specified token isn't valid.");
  const end = Number(start) + size;
  return { page: all.slice(Number(start), end), ...(end < all.length ? { NextToken: `page-${end}` } : {}) };
}

/** @throws ServiceError for an absent or empty string */
export function textOf(input: JsonInput, key: string): string {
  const value = input[key];
  if (typeof value === "string" && value !== "") return value;
  const field = key[0]!.toLowerCase() + key.slice(1);
  const rule = value === "" ? "Member must have length greater than or equal to 1" : "Member must not be null";
  const message = `1 validation error detected: Value ${value === "" ? "''" : "null"} at '${field}' failed to satisfy constraint: ${rule}`;
  throw new ServiceError("ValidationException", message);
}

/** Returns a list of strings. @throws ServiceError for too few or too many `Names` */
export function namesOf(input: JsonInput, key = "Names"): string[] {
  const names = listOf(input, key);
  if (key === "Names" && (names.length === 0 || names.length > maxNames)) {
    const rule = `Member must have length ${names.length === 0 ? "greater" : "less"} than or equal to ${names.length === 0 ? 1 : maxNames}`;
    const message = `1 validation error detected: Value '[${names.join(", ")}]' at 'names' failed to satisfy constraint: ${rule}`;
    throw new ServiceError("ValidationException", message);
  }
  return names;
}
