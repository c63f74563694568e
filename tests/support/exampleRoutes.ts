import { streamsAnswers } from "../../api/http/mediaTypes";
import { routes } from "../../api/routes";
import type { Route } from "../../api/route/resource";

function firstRoute(matches: (route: Route) => boolean, what: string): Route {
  const found = routes.find(matches);
  if (found === undefined) throw new Error(`the API has no ${what}, so tests of settings have no example`);
  return found;
}

/** A route whose answers API Gateway can cache. Tests of the program take its name for settings that name routes. */
export const cachedRoute = firstRoute(
  ({ method, responses }) => method === "GET" && !streamsAnswers(responses),
  "GET route without streamed answers",
);

/** A route that uses a table. */
export const tableReader = firstRoute(
  ({ declarations }) => Object.values(declarations).some(({ kind }) => kind === "table"),
  "route that uses a table",
);
