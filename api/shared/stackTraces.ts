/** Pulumi's function that records a stack trace for each of its promises. */
const promiseRecorder = "debuggablePromise";

/** Pulumi's function that reads the position of each resource in the program from a whole stack trace. */
const positionReader = "callsites";

/**
 * Spares ts-node most stack traces of Pulumi, for which it looks up each frame in a source map: a third of the preview of 50
 * routes. Promises get no trace, because Pulumi prints it only with PULUMI_DEBUG_PROMISE_LEAKS. Positions of resources look
 * up a frame once. Errors keep their traces.
 */
export function simplifyStackTraces(): void {
  const prepareStackTrace = Error.prepareStackTrace?.bind(Error);
  // A local run uses no ts-node, and V8 formats traces itself.
  if (prepareStackTrace === undefined || process.env["PULUMI_DEBUG_PROMISE_LEAKS"] !== undefined) return;
  /** Lines of traces, by position in the compiled text. */
  const lines = new Map<string, string>();
  const mapFrame = (frame: NodeJS.CallSite): string => {
    const position = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
    const known = lines.get(position);
    if (known !== undefined) return known;
    const trace = prepareStackTrace(new Error(), [frame]) as string;
    const line = trace.slice(trace.indexOf("\n"));
    lines.set(position, line);
    return line;
  };
  Error.prepareStackTrace = (error, frames) => {
    const reader = frames[0]?.getFunctionName();
    if (reader === promiseRecorder) return "";
    if (reader === positionReader) return `Error${frames.map(mapFrame).join("")}`;
    return prepareStackTrace(error, frames) as unknown;
  };
}
