import { streamsAnswers } from "../http/mediaTypes";
import type { Route } from "./resource";

/** Checks the groups of routes that share a function. */
export function* checkGroups(routes: readonly Route[]): Generator<string> {
  const first = new Map<string, Route>();
  for (const route of routes) {
    const { name, group, archiveBudget, responses } = route;
    if (group === undefined) continue;
    if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(group)) {
      yield `route ${name}: the group ${group} must be 1 to 41 letters, digits and underscores, and begin with a letter`;
    }
    if (routes.some((other) => other.name === group)) {
      yield `route ${name}: the group ${group} has the name of a route, and both name a function; rename the group`;
    }
    if (streamsAnswers(responses)) {
      yield `route ${name}: its answers are streamed or binary, so it has a function of its own; remove its group ${group}`;
    }
    const other = first.get(group);
    first.set(group, other ?? route);
    if (other !== undefined && other.archiveBudget !== archiveBudget) {
      yield `routes ${other.name} and ${name} of the group ${group} have different archiveBudgets, ${other.archiveBudget ?? "none"} and ${archiveBudget ?? "none"}, and share an archive`;
    }
  }
}
