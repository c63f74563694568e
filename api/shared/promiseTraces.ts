/** Pulumi's function that records a stack trace for each of its promises. */
const recorder = "debuggablePromise";

/**
 * Leaves out the stack traces of Pulumi's promises, which Pulumi prints only with PULUMI_DEBUG_PROMISE_LEAKS. ts-node looks
 * up each frame in a source map, a third of the preview of 50 routes. Errors keep their traces.
 */
export function skipPromiseTraces(): void {
  const prepareStackTrace = Error.prepareStackTrace?.bind(Error);
  // A local run uses no ts-node, and V8 formats traces itself.
  if (prepareStackTrace === undefined || process.env["PULUMI_DEBUG_PROMISE_LEAKS"] !== undefined) return;
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === recorder ? "" : (prepareStackTrace(error, frames) as unknown);
}
