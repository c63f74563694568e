import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { cutPage, positionIn } from "../kernel/protocols/positions";

export const failedValidation = (message: string) => new ServiceError("ValidationException", message);

interface TextRule {
  /** Path in messages, such as `targets.1.member.id`; defaults to the key with a lower-case initial. */
  readonly at?: string;
  readonly pattern?: RegExp;
  readonly max?: number;
}

/** The pattern of names in EventBridge's API model. */
export const namePattern = /^[.\-_A-Za-z0-9]+$/;
export const busNamePattern = /^[/.\-_A-Za-z0-9]+$/;

/** Returns a required text. @throws ServiceError with the message of AWS's validation */
export function textOf(input: JsonInput, key: string, rule: TextRule = {}): string {
  const value = optionalText(input, key);
  const { at = key.charAt(0).toLowerCase() + key.slice(1), pattern, max } = rule;
  if (value === undefined) throw violation("null", at, "Member must not be null");
  if (value === "") throw violation(value, at, "Member must have length greater than or equal to 1");
  if (max !== undefined && value.length > max) {
    throw violation(value, at, `Member must have length less than or equal to ${String(max)}`);
  }
  if (pattern !== undefined && !pattern.test(value)) {
    const source = pattern.source.slice(1, -1).replace("[.\\-", "[\\.\\-");
    throw violation(value, at, `Member must satisfy regular expression pattern: ${source}`);
  }
  return value;
}

function violation(value: string, at: string, rule: string): ServiceError {
  const shown = value === "null" && rule.endsWith("null") ? "null" : value;
  const quoted = rule === "Member must not be null" ? "Value at" : `Value '${shown}' at`;
  return failedValidation(`1 validation error detected: ${quoted} '${at}' failed to satisfy constraint: ${rule}`);
}

/** Returns the filter of ListArchives or ListReplays. @throws ServiceError for more than one */
export function listFilters(input: JsonInput, operation: string) {
  const [prefix, source, state] = ["NamePrefix", "EventSourceArn", "State"].map((key) => optionalText(input, key));
  if ([prefix, source, state].filter((each) => each !== undefined).length > 1) {
    throw failedValidation(
      `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
    );
  }
  return { prefix: prefix ?? "", source, state };
}

/** Returns a page of a list, with the token of the next one. @throws ServiceError for an invalid token */
export function pageOf<T>(items: readonly T[], input: JsonInput): { page: T[]; more: { NextToken?: string } } {
  const limit = typeof input["Limit"] === "number" ? input["Limit"] : 100;
  const from = positionIn(optionalText(input, "NextToken"));
  if (from === undefined) throw failedValidation("Parameter nextToken is not valid.");
  const { page, next } = cutPage(items, { from, size: limit });
  return { page, more: next === undefined ? {} : { NextToken: next } };
}
