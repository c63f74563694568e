import type { LogFact } from "./facts";

/** A log line as plain text. */
export type LogEvent = Omit<LogFact, "kind">;

export type LogSink = (event: LogEvent) => void;
