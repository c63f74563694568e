/** A frame of a stack trace, as V8 prints it. */
const frame = /^\s+at .+:\d+:\d+\)?$/;

/** Folder of a function's unpacked archive, in the frames of its traces. */
const functionFolder = "pulumi-local-";

/**
 * Returns the first frame of a stack trace that no function caused. A consumer whose records all meet a fault fails its
 * call, and the run prints the trace of that function, which also has frames of Node.js.
 */
export function findOwnTrace(text: string): string | undefined {
  const traces: string[][] = [[]];
  for (const line of text.split("\n")) {
    if (frame.test(line)) traces.at(-1)!.push(line);
    else traces.push([]);
  }
  const own = traces.find((frames) => frames.length > 0 && !frames.some((each) => each.includes(functionFolder)));
  return own?.[0];
}
