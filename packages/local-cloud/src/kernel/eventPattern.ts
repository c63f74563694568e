import { compile, type Branch } from "./eventPattern/compile";
import { parseJsonText, type JsonNode } from "./jsonText";
import { mismatchesOf, type Mismatch } from "./eventPattern/explain";
import { matchesBranch } from "./eventPattern/match";

export type { Mismatch } from "./eventPattern/explain";
export { PatternError } from "./eventPattern/patternError";

/** A parsed event pattern, as EventBridge, EventBridge Pipes and event source mappings use it. */
export interface EventPattern {
  /** The pattern matches an event that matches one of its branches; `$or` makes more than one. */
  readonly branches: readonly Branch[];
}

/**
 * Parses the JSON text of an event pattern. Operators and messages are those of AWS's event-ruler.
 *
 * @throws PatternError with AWS's message of InvalidEventPatternException
 */
export function parsePattern(text: string): EventPattern {
  return { branches: compile(text) };
}

/**
 * Returns the fields of the pattern that prevent a match, of the alternative that fits best. Empty if the event matches,
 * and if each field matches by itself but no single element of an array matches all of them.
 *
 * @param event JSON text of an event.
 * @throws JsonTextError if the event is not JSON
 */
export function explainMismatch({ branches }: EventPattern, event: string): Mismatch[] {
  const node = parseJsonText(event);
  const all = branches.map((branch) => mismatchesOf(branch, node));
  return all.reduce((best, each) => (each.length < best.length ? each : best), all[0] ?? []);
}

/**
 * Returns whether an event matches. Numbers are compared by their text and their value, so the event must be the exact
 * text that was sent.
 *
 * @param event JSON text, or the result of `parseJsonText` when one event is matched with several patterns.
 * @throws JsonTextError if the event is not JSON
 */
export function matches({ branches }: EventPattern, event: string | JsonNode): boolean {
  const node = typeof event === "string" ? parseJsonText(event) : event;
  return node.kind === "object" && branches.some((branch) => matchesBranch(branch, node));
}
