import { createHash } from "node:crypto";
import { tokenMillis, type Database } from "../database";
import { DynamoDbError } from "../errors";
import type { Change } from "../storage/changes";

/**
 * Checks whether a transaction was executed before.
 *
 * @param parameters values that a repeated request must have in common; the order of keys is irrelevant.
 * @returns the change that records the token; `isRepeated` for a known token.
 * @throws IdempotentParameterMismatchException
 */
export function checkToken(
  database: Database,
  token: string | undefined,
  parameters: unknown,
): { readonly isRepeated: boolean; readonly changes: readonly Change[] } {
  if (token === undefined) return { isRepeated: false, changes: [] };
  const request = createHash("sha256").update(canonicalize(parameters)).digest("hex");
  const at = database.now();
  const known = database.tokens.get(token);
  if (known === undefined || at - known.at > tokenMillis) {
    database.tokens.delete(token);
    return { isRepeated: false, changes: [{ do: "token", token, request, at }] };
  }
  if (known.request === request) return { isRepeated: true, changes: [] };
  throw new DynamoDbError(
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
  );
}

function canonicalize(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonicalize(each)}`).join(",")}}`;
}
