import { streamsAnswers } from "../../api/http/mediaTypes";
import { routes } from "../../api/routes";

// Tests of the program take their routes from the API, which belongs to its owner. An API may have no route of a kind.

/** A route whose answers API Gateway can cache; undefined if the API has none. */
export const cachedRoute = routes.find(({ method, responses }) => method === "GET" && !streamsAnswers(responses));

/** A route that uses a table; undefined if the API has none. */
export const tableReader = routes.find(({ declarations }) =>
  Object.values(declarations).some(({ kind }) => kind === "table"),
);
