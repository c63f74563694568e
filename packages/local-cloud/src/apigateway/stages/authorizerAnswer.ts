import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import { policyFault } from "../../kernel/policies/policySyntax";
import { GatewayError } from "../exchange/errors";
import type { AuthorizerResult } from "./authorizerResults";

/**
 * Reads the answer of a Lambda authorizer (API Gateway Developer Guide, "Output from an API Gateway Lambda
 * authorizer").
 *
 * @throws GatewayError AUTHORIZER_FAILURE if the function failed, UNAUTHORIZED if its error message is "Unauthorized",
 *   AUTHORIZER_CONFIGURATION_ERROR for a malformed answer, which API Gateway logs as "Could not parse policy".
 */
export function resultOf({ functionError, payload }: InvokeAnswer): AuthorizerResult {
  const answer = (JSON.parse(payload) ?? {}) as Readonly<Record<string, unknown>>;
  if (functionError !== undefined) {
    // A function rejects a token by failing with this message.
    if (answer["errorMessage"] === "Unauthorized") throw unauthorized("the authorizer answered Unauthorized");
    throw authorizerFailure(`the authorizer failed: ${String(answer["errorType"])}`, "AUTHORIZER_FAILURE");
  }
  const { policyDocument, usageIdentifierKey } = answer;
  const principalId = textOf(answer["principalId"]);
  if (principalId === undefined) throw malformedAnswer("no principalId");
  if (typeof policyDocument !== "object" || policyDocument === null) throw malformedAnswer("no policyDocument");
  const fault = policyFault(policyDocument, "authorizer");
  if (fault !== undefined) throw malformedAnswer(`a malformed policyDocument: ${fault}`);
  return {
    principalId,
    policy: JSON.stringify(policyDocument),
    context: contextOf(answer["context"]),
    usageIdentifierKey: usageKeyOf(usageIdentifierKey),
  };
}

export function unauthorized(reason: string): GatewayError {
  return new GatewayError("UNAUTHORIZED", "Unauthorized", { reason });
}

export function authorizerFailure(
  reason: string,
  type: "AUTHORIZER_FAILURE" | "AUTHORIZER_CONFIGURATION_ERROR",
): GatewayError {
  return new GatewayError(type, "Internal server error", { reason });
}

function malformedAnswer(what: string): GatewayError {
  return authorizerFailure(`the authorizer's answer has ${what}`, "AUTHORIZER_CONFIGURATION_ERROR");
}

/** Converts context values to strings, as functions receive them. Objects and lists are not allowed. */
function contextOf(context: unknown): Readonly<Record<string, string>> {
  if (context === undefined || context === null) return {};
  if (typeof context !== "object" || Array.isArray(context)) throw malformedAnswer("a context that is not an object");
  const entries = Object.entries(context).map(([name, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null)
      throw malformedAnswer(`a context in which ${name} is an object or a list`);
    return [name, String(value)] as const;
  });
  return Object.fromEntries(entries);
}

function usageKeyOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const key = textOf(value);
  if (key === undefined) throw malformedAnswer("a usageIdentifierKey that is not a string");
  return key;
}

/** Returns a scalar as text. API Gateway accepts numbers (github.com/dherault/serverless-offline/issues/813). */
function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}
