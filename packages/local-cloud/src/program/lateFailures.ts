import { messageOf } from "../kernel/errors";
import { isLoading } from "./load";
import type { LogSink } from "../kernel/facts/logSink";

/**
 * Logs errors that a program throws or rejects after it was loaded, for example in a timer; the run continues. Errors
 * during a load are handled in load.ts.
 */
export function reportLateFailures(log: LogSink): void {
  const report = (reason: unknown) => {
    if (isLoading()) return;
    log({ source: "program", text: `the program threw after it was loaded: ${messageOf(reason)}` });
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
}
