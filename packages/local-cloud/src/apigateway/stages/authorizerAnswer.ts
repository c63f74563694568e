import type { InvokeAnswer } from "../../kernel/interfaces";
import { policyFault } from "../../kernel/policySyntax";
import { GatewayError } from "../exchange/errors";
import type { AuthorizerResult } from "./authorizerResults";

/**
 * Reads the answer of a Lambda authorizer (API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer").
 *
 * @throws GatewayError AUTHORIZER_FAILURE for a function that failed, UNAUTHORIZED where it failed with that word,
 *   AUTHORIZER_CONFIGURATION_ERROR for an answer of another form, which API Gateway logs as "Could not parse policy".
 */
export function resultOf({ functionError, payload }: InvokeAnswer): AuthorizerResult {
  const answer = (JSON.parse(payload) ?? {}) as Readonly<Record<string, unknown>>;
  if (functionError !== undefined) {
    // The one error that is an answer.
    if (answer["errorMessage"] === "Unauthorized") throw unauthorized("the authorizer said Unauthorized");
    throw authorizerFailure(`the authorizer failed: ${String(answer["errorType"])}`, "AUTHORIZER_FAILURE");
  }
  const { policyDocument, usageIdentifierKey } = answer;
  const principalId = textOf(answer["principalId"]);
  if (principalId === undefined) throw wrong("no principalId");
  if (typeof policyDocument !== "object" || policyDocument === null) throw wrong("no policyDocument");
  const fault = policyFault(policyDocument, "authorizer");
  if (fault !== undefined) throw wrong(`a policyDocument that cannot be read: ${fault}`);
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

function wrong(what: string): GatewayError {
  return authorizerFailure(`the authorizer's answer has ${what}`, "AUTHORIZER_CONFIGURATION_ERROR");
}

/** Values reach functions as texts; an object or a list is no value of a context. */
function contextOf(context: unknown): Readonly<Record<string, string>> {
  if (context === undefined || context === null) return {};
  if (typeof context !== "object" || Array.isArray(context)) throw wrong("a context that is no object");
  const entries = Object.entries(context).map(([name, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null) throw wrong(`a context whose ${name} is no plain value`);
    return [name, String(value)] as const;
  });
  return Object.fromEntries(entries);
}

function usageKeyOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const key = textOf(value);
  if (key === undefined) throw wrong("a usageIdentifierKey that is no text");
  return key;
}

/** A scalar as text: API Gateway makes one of a number (github.com/dherault/serverless-offline/issues/813). */
function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}
