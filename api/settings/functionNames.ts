import { requireKnownName, type Violation } from "./rules";

/** Groups of the routes that have one, and the names of all functions: routes without a group, and groups. */
export interface FunctionNames {
  readonly groupOf: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

export function functionsOf(routes: readonly { readonly name: string; readonly group?: string }[]): FunctionNames {
  const grouped = routes.flatMap(({ name, group }) => (group === undefined ? [] : [[name, group] as const]));
  return { groupOf: new Map(grouped), names: [...new Set(routes.map(({ name, group }) => group ?? name))] };
}

/** Requires that an entry of a setting names a function. The routes of a group share its settings. */
export function* requireFunction(
  key: string,
  [name, value]: readonly [name: string, value: unknown],
  { groupOf, names }: FunctionNames,
): Generator<Violation> {
  const group = groupOf.get(name);
  if (group === undefined) {
    yield* requireKnownName(key, [name, value], { kind: "route", known: names });
    return;
  }
  const rule = `the route is in the group ${group}, whose routes share a function; name ${group} instead`;
  yield { key: `${key}.${name}`, value, rule };
}
