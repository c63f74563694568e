import { violations } from "../../kernel/constraints/violations";
import type { Constraints, ValueType } from "../../kernel/constraints/rules";
import { optionalText } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import { textOf, type Json } from "../language/json";

/** Returns a required text. @throws ServiceError */
export function required(input: JsonInput, key: string): string {
  const value = optionalText(input, key);
  if (value === undefined) {
    throw invalid(
      `1 validation error detected: Value null at '${key}' failed to satisfy constraint: Member must not be null`,
    );
  }
  checkValue(value, key, { min: 1 });
  return value;
}

/** Returns the error of a request that AWS rejects before it reads resources. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** Maximum characters of a value in a message. */
const maxShown = 4_096;

/**
 * Checks a value against the constraints of AWS's API model. An absent value is valid.
 *
 * @throws ServiceError
 */
export function checkValue(
  value: unknown,
  at: string,
  constraints: Constraints & { readonly type?: ValueType; readonly shown?: string },
): void {
  if (value === undefined) return;
  const [first] = violations(value, { at, type: "string", sensitive: true, ...constraints }, at);
  if (first === undefined) return;
  const shown = (constraints.shown ?? textOf(value as Json)).slice(0, maxShown);
  throw invalid(`1 validation error detected: Value '${shown}'${first.slice("Value".length)}`);
}

/** Checks the length of a text that messages do not show. @throws ServiceError */
export function checkHiddenLength(text: string, at: string, most: number): void {
  if (text.length <= most) return;
  const rule = `Member must have length less than or equal to ${String(most)}`;
  throw invalid(`1 validation error detected: Value at '${at}' failed to satisfy constraint: ${rule}`);
}

/** Returns a number; undefined for an absent key. */
export function optionalNumber(input: JsonInput, key: string): number | undefined {
  const value = input[key];
  return typeof value === "number" ? value : undefined;
}

/** AWS's JSON protocol sends times in seconds. */
export const seconds = (millis: number): number => millis / 1_000;

/** Most entries of a page (API reference, maxResults). */
const maxResults = 1_000;
/** Characters of a token (API reference, nextToken). */
const maxToken = 1_024;

/**
 * Returns one page of a list. A token is the position of the next page.
 *
 * @param longest characters of a token that the operation accepts
 * @throws ServiceError
 */
export function pageOf<T>(
  all: readonly T[],
  input: JsonInput,
  longest = maxToken,
): { readonly page: readonly T[]; readonly next: { readonly nextToken?: string } } {
  const token = optionalText(input, "nextToken");
  checkValue(input["maxResults"], "maxResults", { min: 0, max: maxResults, type: "integer" });
  checkValue(token, "nextToken", { min: 1, max: longest });
  const asked = optionalNumber(input, "maxResults") ?? 0;
  const start = Number(token ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  const end = start + (asked === 0 ? 100 : asked);
  return { page: all.slice(start, end), next: end < all.length ? { nextToken: String(end) } : {} };
}

/** Characters of a name (API reference, CreateStateMachine). */
export const maxName = 80;

/** @throws ServiceError for a name that AWS rejects (API reference, CreateStateMachine) */
export function checkName(name: string): void {
  checkValue(name, "name", { min: 1, max: maxName });
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]+$/.test(name)) return;
  throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
}

/** @throws ServiceError for a text that is not the ARN of such a resource */
export function checkArn(arn: string, kind: string): void {
  if (!arn.startsWith("arn:")) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [, , service, , , type] = arn.split(":");
  if (service === "states" && type !== undefined && kind.split("|").includes(type)) return;
  throw invalidArn(`Resource type not valid in this context: ${type ?? ""}`);
}

function invalidArn(text: string): ServiceError {
  return new ServiceError("InvalidArn", `Invalid Arn: '${text}'`);
}

export function notFound(code: string, words: string, arn: string): ServiceError {
  return new ServiceError(code, `${words} Does Not Exist: '${arn}'`);
}
