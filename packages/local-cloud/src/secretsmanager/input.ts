import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";

/** Days before a deletion takes place (Secrets Manager API Reference, DeleteSecret, RecoveryWindowInDays). */
const window = { least: 7, most: 30 };

export const secretIdOf = (input: JsonInput) => required(input, "SecretId");

/** @throws ServiceError for an absent or empty text */
export function required(input: JsonInput, key: string): string {
  const value = optionalText(input, key);
  if (value !== undefined && value !== "") return value;
  const field = key[0]!.toLowerCase() + key.slice(1);
  const message = `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`;
  throw new ServiceError("ValidationException", message);
}

/** Returns the value of a request, and the token that becomes its version id. */
export function valueIn(input: JsonInput) {
  return {
    text: optionalText(input, "SecretString"),
    binary: optionalText(input, "SecretBinary"),
    token: optionalText(input, "ClientRequestToken"),
  };
}

/** Returns one page of a list, and the token of the next one. @throws ServiceError */
export function pageOf<T>(all: readonly T[], { MaxResults = 100, NextToken = "0" }: JsonInput) {
  const start = Number(NextToken);
  if (!Number.isInteger(start)) throw new ServiceError("InvalidNextTokenException", "The NextToken value is invalid.");
  const end = start + Number(MaxResults);
  return { page: all.slice(start, end), next: end < all.length ? { NextToken: String(end) } : {} };
}

/** Returns the days until a deletion. @throws ServiceError */
export function deletionDays({ RecoveryWindowInDays, ForceDeleteWithoutRecovery }: JsonInput): number {
  if (RecoveryWindowInDays === undefined) return window.most;
  const days = Number(RecoveryWindowInDays);
  const invalid = (message: string) => new ServiceError("InvalidParameterException", message);
  if (ForceDeleteWithoutRecovery === true) {
    throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days >= window.least && days <= window.most) return days;
  throw invalid("RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
}
