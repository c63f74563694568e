import { messageOf } from "../kernel/errors";
import { isLoading } from "./load";
import type { LogSink } from "../kernel/interfaces";

/**
 * Takes what a program throws or rejects after it was loaded, in a timer of its own: one line in the log, and the run
 * goes on. While a program loads, its failures are the load's (load.ts).
 */
export function reportLateFailures(log: LogSink): void {
  const report = (reason: unknown) => {
    if (isLoading()) return;
    log({ source: "program", text: `the program threw after it was loaded: ${messageOf(reason)}` });
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
}
