import type { Declared } from "@onemachine/local-cloud";

interface StatesOf {
  readonly States?: Readonly<Record<string, State>>;
}

interface State {
  readonly Branches?: readonly StatesOf[];
  readonly ItemProcessor?: StatesOf;
  readonly Iterator?: StatesOf;
}

/**
 * Counts the states of a workflow, those of branches and Map states included. AWS bills each executed state as a
 * transition (Step Functions pricing). An execution is assumed to execute each state once.
 */
export function countStates({ state: { definition } }: Declared): number {
  return countIn(readDefinition(definition));
}

function countIn({ States = {} }: StatesOf): number {
  return Object.values(States).reduce((sum, { Branches = [], ItemProcessor, Iterator }) => {
    const inner = [
      ...Branches,
      ...(ItemProcessor === undefined ? [] : [ItemProcessor]),
      ...(Iterator ? [Iterator] : []),
    ];
    return sum + 1 + inner.reduce((all, each) => all + countIn(each), 0);
  }, 0);
}

/** A definition that is not known before the deployment has no states here. */
function readDefinition(definition: unknown): StatesOf {
  if (typeof definition !== "string") return {};
  try {
    return JSON.parse(definition) as StatesOf;
  } catch {
    return {};
  }
}
