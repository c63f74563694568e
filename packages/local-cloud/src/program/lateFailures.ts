import { isLoading } from "./load";
import type { LogSink } from "../kernel/interfaces";

/**
 * Takes what a program throws or rejects after it was loaded, in a timer of its own: one line in the log, and the run
 * goes on. While a program loads, its failures are the load's (load.ts).
 */
export function reportLateFailures(log: LogSink): void {
  const report = (reason: unknown) => {
    if (isLoading()) return;
    const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    log({ source: "program", text: `the program threw after it was loaded: ${message}` });
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
}
