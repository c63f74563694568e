import { styleText } from "node:util";
import type { LogSink } from "./engine/interfaces";

/** Prints log events as lines: who speaks, the request, the text. */
export function logPrinter(output: NodeJS.WriteStream): LogSink {
  const dim = (text: string) => (output.isTTY ? styleText("dim", text) : text);
  return ({ source, requestId, text }) => {
    const head = requestId === undefined ? source : `${source} ${requestId}`;
    for (const line of text.replace(/\n$/, "").split("\n")) output.write(`${dim(head)} ${line.trimEnd()}\n`);
  };
}
