/**
 * Returns an error whose stack begins at the call of `caller`. A local run sets the stack limit to 0, so this sets it
 * to 1.
 */
export function captureCallSite(caller: (...args: never[]) => unknown): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  const origin = new Error();
  Error.captureStackTrace(origin, caller);
  Error.stackTraceLimit = stackTraceLimit;
  return origin;
}
