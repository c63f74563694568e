import type { InvokeAnswer } from "../../kernel/interfaces/functions";
import type { Outcome } from "../environments/environment";
import type { FunctionConfiguration } from "../declared";
import type { Failure } from "../runtime/protocol";

/** Largest answer of a synchronous call in bytes (Lambda quotas, as its error message states it). */
const maxResponseBytes = 6_291_556;

/** Adds the request id to the message of Lambda's own failures, as Lambda does. */
export function withRequestId(failure: Failure, requestId: string): Failure {
  const own = ["Runtime.ExitError", "Runtime.OutOfMemory"].includes(failure.errorType);
  return own ? { ...failure, errorMessage: `RequestId: ${requestId} ${failure.errorMessage}` } : failure;
}

/** Returns the answer for the caller of an invocation. */
export function invokeAnswer(
  outcome: Outcome,
  { requestId, version }: { readonly requestId: string; readonly version: string },
): InvokeAnswer {
  const base = { requestId, statusCode: 200, executedVersion: version };
  if (outcome.kind === "failure") {
    return { ...base, functionError: "Unhandled", payload: JSON.stringify(outcome.failure) };
  }
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= maxResponseBytes) return { ...base, payload: outcome.payload };
  const failure: Failure = {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  };
  return { ...base, functionError: "Unhandled", payload: JSON.stringify(failure) };
}

/**
 * Returns the log line of a failed init. It precedes the lines of the call (Lambda Developer Guide, "Lambda execution
 * environment lifecycle").
 */
export function initReportLine({ errorType }: Failure, millis: number): string {
  const status =
    errorType === "Sandbox.Timedout"
      ? ["Status: timeout"]
      : ["Status: error", `Error Type: ${reportedType(errorType)}`];
  return [`INIT_REPORT Init Duration: ${millis.toFixed(2)} ms`, "Phase: init", ...status, "\n"].join("\t");
}

/**
 * Returns the error type for REPORT lines. Other names than the runtime's become Runtime.Unknown
 * (aws-lambda-runtime-interface-emulator, fatalerror).
 */
export function reportedType(errorType: string): string {
  return /(?:Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType) ? errorType : "Runtime.Unknown";
}

export function reportLine(
  requestId: string,
  { memorySize, timeout }: FunctionConfiguration,
  { millis, initMillis, outcome }: { millis: number; initMillis?: number | undefined; outcome: Outcome },
): string {
  const timedOut = outcome.kind === "failure" && outcome.failure.errorType === "Sandbox.Timedout";
  const ended = outcome.kind === "failure" && outcome.ended === true;
  const duration = timedOut ? timeout * 1000 : millis;
  const used = Math.ceil(outcome.heapBytes / 1_048_576);
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + (initMillis ?? 0))} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${Math.min(used, memorySize)} MB`,
    ...(initMillis === undefined ? [] : [`Init Duration: ${initMillis.toFixed(2)} ms`]),
    ...(timedOut ? ["Status: timeout"] : []),
    ...(ended && !timedOut ? ["Status: error", `Error Type: ${reportedType(outcome.failure.errorType)}`] : []),
    "\n",
  ].join("\t");
}
