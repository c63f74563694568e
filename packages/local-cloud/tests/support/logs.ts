import type { Reader } from "../../src/kernel/facts/facts";
import type { LogEvent } from "../../src/kernel/facts/logSink";

/** Reads the log lines of a run. */
export function logReader(take: (event: LogEvent) => void): Reader {
  return (fact) => {
    if (fact.kind !== "log") return;
    const { kind: _, ...event } = fact;
    take(event);
  };
}
