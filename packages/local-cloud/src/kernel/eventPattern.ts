import { compile, type Branch } from "./eventPattern/compile";
import { parseJsonText, type JsonNode } from "./jsonText";
import { matchesBranch } from "./eventPattern/match";

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
