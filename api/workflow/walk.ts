import type { DistributedMapState, InlineMapState, State, Steps } from "./states";

/** States of one level, and where they are: empty for those of the workflow itself. */
export interface Level {
  /** Names of the states that contain the level, such as `["eachLine"]`. */
  readonly path: readonly string[];
  readonly steps: Steps;
}

/** Returns the states of a definition, level by level: its own, and those in branches and item processors. */
export function* levelsOf(steps: Steps, path: readonly string[] = []): Generator<Level> {
  yield { path, steps };
  for (const [name, state] of Object.entries(steps.States)) {
    for (const inner of innerSteps(state)) yield* levelsOf(inner, [...path, name]);
  }
}

/** Returns all states of a definition, at any depth. */
export function statesOf(steps: Steps): State[] {
  return [...levelsOf(steps)].flatMap((level) => Object.values(level.steps.States));
}

function innerSteps(state: State): readonly Steps[] {
  if (state.Type === "Parallel") return state.Branches;
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}

/** True for a map whose iterations are executions of their own. */
export function isDistributed(state: State): state is DistributedMapState<string, string> {
  const { ProcessorConfig } = (state as Partial<InlineMapState<string, string>>).ItemProcessor ?? {};
  return state.Type === "Map" && (ProcessorConfig as { readonly Mode?: string } | undefined)?.Mode === "DISTRIBUTED";
}

/** Returns the names of the states that may follow a state. */
export function successorsOf(state: State): string[] {
  const {
    Next,
    Default,
    Choices = [],
    Catch = [],
  } = state as {
    readonly Next?: string;
    readonly Default?: string;
    readonly Choices?: readonly { readonly Next: string }[];
    readonly Catch?: readonly { readonly Next: string }[];
  };
  return [Next, Default, ...[...Choices, ...Catch].map((each) => each.Next)].filter((name) => name !== undefined);
}
