import type { StackLocation } from "../kernel/identity";
import { InvokeRefused, type InvokeRequest } from "../kernel/interfaces";

/** Largest payload of a call in bytes (Lambda quotas). */
const maxPayloadBytes = { RequestResponse: 6_291_456, DryRun: 6_291_456, Event: 1_048_576 } as const;

/**
 * The qualifier of a call: given beside the name, or at the end of an ARN.
 *
 * @throws InvokeRefused for what Lambda refuses to read (recorded: lambda-invoke/qualifier-mismatch, other-region).
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
  // A partial ARN, or a name, with its qualifier behind it.
  return qualifier ?? derived ?? /^(?:\d+:function:)?[^:]+:([^:]+)$/.exec(functionName)?.[1];
}

/** @throws InvokeRefused when the payload is too large or no JSON (recorded: lambda-invoke/payload-not-json-body). */
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

/** What no answer of Lambda's would say: the function is there, and does not run here. */
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
