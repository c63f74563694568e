import { PatternError } from "./patternError";
import type { WildcardParts } from "./wildcards";

/**
 * Maximum number of wildcard prefixes that one value may match at the same time.
 *
 * EventBridge documents no limit. It accepts 9 (three patterns `*:stack/NAME/*`) and rejects 11 (`*:*:*:*:*:event-bus/*`).
 */
const maxComplexity = 9;
/** Maximum number of state sets to compute, which bounds time and memory. */
const maxSets = 2_000;

const star = Symbol("star");
type Step = string | typeof star;
/** A place in one pattern: before step `at`. `isLooping` if the star at this step has consumed a character. */
interface State {
  readonly steps: readonly Step[];
  readonly pattern: number;
  readonly at: number;
  readonly isLooping: boolean;
}
type States = ReadonlyMap<string, State>;

/**
 * Rejects the wildcards of one field if a value exists that matches too many of their prefixes at the same time.
 *
 * event-ruler's MachineComplexityEvaluator computes this number in the same way, by a search over sets of states.
 *
 * @throws PatternError
 */
export function checkComplexity(patterns: readonly WildcardParts[]): void {
  const start = new Map<string, State>();
  for (const [pattern, parts] of patterns.entries())
    add(start, { steps: stepsOf(parts), pattern, at: 0, isLooping: false });
  const seen = new Set([keyOf(start)]);
  const queue: States[] = [start];
  for (const states of queue) {
    // The first step of each pattern is its quote, which is no match yet.
    if (states !== start && countPrefixes(states) > maxComplexity) throw tooComplex();
    for (const character of nextCharacters(states)) {
      const next = advance(states, character);
      const key = keyOf(next);
      if (next.size === 0 || seen.has(key) || seen.size >= maxSets) continue;
      seen.add(key);
      queue.push(next);
    }
  }
}

/** event-ruler matches texts with their quotes. */
function stepsOf(parts: WildcardParts): Step[] {
  return [
    '"',
    ...parts.flatMap(({ text }, index) => [...(index === 0 ? [] : [star]), ...text.split("")]),
    '"',
  ] as Step[];
}

/** A state before a star counts twice, because the star's own state matches the same values. */
function countPrefixes(states: States): number {
  let count = 0;
  for (const state of states.values()) {
    const isBeforeStar = state.steps[state.at] === star && !state.isLooping;
    count += isBeforeStar && !states.has(keyOfState({ ...state, isLooping: true })) ? 2 : 1;
  }
  return count;
}

/** Returns the characters that some state continues with, and undefined for all others. */
function nextCharacters(states: States): Set<string | undefined> {
  const characters = new Set<string | undefined>([undefined]);
  for (const { steps, at } of states.values()) {
    const step = steps[at] === star ? steps[at + 1] : steps[at];
    if (typeof step === "string") characters.add(step);
  }
  return characters;
}

function advance(states: States, character: string | undefined): States {
  const next = new Map<string, State>();
  for (const state of states.values()) {
    const isStar = state.steps[state.at] === star;
    if (isStar) add(next, { ...state, isLooping: true });
    const at = isStar ? state.at + 1 : state.at;
    if (character !== undefined && state.steps[at] === character) add(next, { ...state, at: at + 1, isLooping: false });
  }
  return next;
}

function add(states: Map<string, State>, state: State): void {
  states.set(keyOfState(state), state);
}

function keyOfState({ pattern, at, isLooping }: State): string {
  return `${String(pattern)}:${String(at)}${isLooping ? "*" : ""}`;
}

function keyOf(states: States): string {
  return [...states.keys()].sort().join(" ");
}

function tooComplex(): PatternError {
  return new PatternError(
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a " +
      "wildcard character",
  );
}
