import type { StackLocation } from "../../kernel/identity";
import { InvokeRefused, type InvokeRequest } from "../../kernel/interfaces/functions";

/** Largest payload of a call in bytes (Lambda quotas). */
const maxPayloadBytes = { RequestResponse: 6_291_456, DryRun: 6_291_456, Event: 1_048_576 } as const;

/**
 * Returns the qualifier of a call, from the parameter or the end of the function's name or ARN.
 *
 * @throws InvokeRefused for contradicting qualifiers and another region (recorded: lambda-invoke/qualifier-mismatch,
 *   other-region).
 */
export function qualifierOf({ functionName, qualifier }: InvokeRequest, { region }: StackLocation): string | undefined {
  const [, arnRegion, derived] = /^arn:[^:]+:lambda:([^:]+):\d+:function:[^:]+(?::([^:]+))?$/.exec(functionName) ?? [];
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw new InvokeRefused({
      statusCode: 400,
      code: "InvalidParameterValueException",
      message: "The derived qualifier from the function name does not match the specified qualifier.",
    });
  }
  if (arnRegion !== undefined && arnRegion !== region) {
    throw notFound(`Functions from '${arnRegion}' are not reachable in this region ('${region}')`);
  }
  return qualifier ?? qualifierIn(functionName);
}

/** Returns the qualifier at the end of a name, an ARN or a partial ARN. */
export function qualifierIn(functionName: string): string | undefined {
  const [, ofArn] = /^arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+:([^:]+)$/.exec(functionName) ?? [];
  return ofArn ?? /^(?:\d+:function:)?[^:]+:([^:]+)$/.exec(functionName)?.[1];
}

/** @throws InvokeRefused if the payload is too large or not JSON (recorded: lambda-invoke/payload-not-json-body). */
export function checkPayload({ payload = "{}", invocationType = "RequestResponse" }: InvokeRequest): void {
  const limit = maxPayloadBytes[invocationType];
  if (Buffer.byteLength(payload) > limit) {
    throw new InvokeRefused({
      statusCode: 413,
      code: "RequestEntityTooLargeException",
      message: `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    });
  }
  if (typeof payload === "string") return;
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch (error) {
    throw new InvokeRefused({
      statusCode: 400,
      code: "InvalidRequestContentException",
      message: `Could not parse request body into json: ${(error as Error).message}`,
    });
  }
}

/** Returns the error for a function that cannot run locally. AWS has no such error. */
export function notEmulated({ label, reason }: { readonly label: string; readonly reason: string }): InvokeRefused {
  return new InvokeRefused({
    statusCode: 501,
    code: "NotEmulatedException",
    message: `function ${label} does not run here: ${reason}`,
  });
}

export function notFound(message: string): InvokeRefused {
  return new InvokeRefused({ statusCode: 404, code: "ResourceNotFoundException", message });
}
