import type { RecordedCase } from "./cases";
import { runEventCase } from "./eventCases";

/** Runs a case of an event pattern: TestEventPattern with the exact texts. @returns the differences */
export function runPatternCase(recorded: RecordedCase): Promise<string[]> {
  const { pattern, patternText, event, eventText } = recorded.given;
  const input = {
    EventPattern: (patternText as string | undefined) ?? JSON.stringify(pattern),
    Event: (eventText as string | undefined) ?? JSON.stringify(event),
  };
  const { matches, error } = recorded.expect;
  const expected = error === undefined ? { output: { Result: matches as boolean } } : { error: error as object };
  const steps = [{ op: "call", api: "events:TestEventPattern", input }];
  return runEventCase({ ...recorded, given: { steps }, expect: { steps: [expected] } });
}
