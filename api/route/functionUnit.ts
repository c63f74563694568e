import type { Declarations } from "../kinds";
import type { ValueDeclaration } from "../values/declaration";
import type { Route } from "./resource";

/** The routes that one Lambda function answers, with the union of what they use. */
export interface FunctionUnit {
  /** Name of the route, or of the group. Prefix of the logical names of function, role, alias and log group. */
  readonly name: string;
  /** Several only in a group. */
  readonly routes: readonly Route[];
  /** Actions, keyed by the names of `declarations`. */
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly declarations: Declarations;
  readonly values: readonly ValueDeclaration[];
}

/** Returns the name of the function that answers a route: its group, or its own name. */
export function functionNameOf({ name, group }: Pick<Route, "name" | "group">): string {
  return group ?? name;
}

/** Returns the routes of a function; a route alone is a function with one. */
export function routesOf(packed: Route | FunctionUnit): readonly Route[] {
  return "routes" in packed ? packed.routes : [packed];
}

/** Returns the functions of an API, in the order of their first routes. */
export function functionUnits(routes: readonly Route[]): FunctionUnit[] {
  const units = new Map<string, Route[]>();
  for (const route of routes) {
    const name = functionNameOf(route);
    units.set(name, [...(units.get(name) ?? []), route]);
  }
  return [...units].map(([name, members]) => ({
    name,
    routes: members,
    access: unionOfActions(members),
    declarations: Object.assign({}, ...members.map(({ declarations }) => declarations)) as Declarations,
    values: [...new Set(members.flatMap(({ values }) => values))],
  }));
}

function unionOfActions(routes: readonly Route[]): Record<string, string[]> {
  const union: Record<string, string[]> = {};
  for (const [name, actions] of routes.flatMap(({ access }) => Object.entries(access))) {
    union[name] = [...new Set([...(union[name] ?? []), ...actions])];
  }
  return union;
}
