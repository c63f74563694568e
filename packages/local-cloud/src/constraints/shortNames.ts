import type { Declared, Properties } from "../kernel/resources";

/**
 * A variable with a name of one letter whose value is an output of another resource. Lambda rejects such names, but
 * programs of public bug reports contain them, so a local run starts and reports it. Literal values are rejected.
 */
export interface ShortName {
  readonly resource: string;
  readonly variable: string;
}

const functionType = "aws:lambda/function:Function";

/** Returns the short names of all functions. */
export function shortNames(resources: readonly Declared[]): ShortName[] {
  const outputs = outputsOf(resources);
  return resources
    .filter(({ type }) => type === functionType)
    .flatMap(({ name, state }) =>
      Object.entries(variablesOf(state))
        .filter(([variable, value]) => /^[a-zA-Z]$/.test(variable) && outputs.has(value))
        .map(([variable]) => ({ resource: name, variable })),
    );
}

/** Returns the state of a function without its short names. */
export function withoutShortNames(state: Properties, resource: string, found: readonly ShortName[]): Properties {
  const names = found.filter((each) => each.resource === resource).map(({ variable }) => variable);
  if (names.length === 0) return state;
  const variables = Object.fromEntries(Object.entries(variablesOf(state)).filter(([name]) => !names.includes(name)));
  return { ...state, environment: { variables } };
}

function variablesOf({ environment }: Properties): Readonly<Record<string, unknown>> {
  return (environment as { variables?: Record<string, unknown> } | undefined)?.variables ?? {};
}

/** Returns the outputs of resources: ids, names, ARNs and URLs. */
function outputsOf(resources: readonly Declared[]): ReadonlySet<unknown> {
  return new Set(
    resources.flatMap(({ id, state }) => [id, ...["name", "arn", "url", "invokeUrl"].map((key) => state[key])]),
  );
}
