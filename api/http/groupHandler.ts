import type { OpenTable, openTables } from "../tables/open";
import { handler, type CallbackFactory, type Handler, type HandlerDeclaration } from "./handler";

/** A route of a group: its method and path, as in `GET /items/{id}`, and its declaration. */
export interface Grouped {
  readonly operation: string;
  readonly declaration: HandlerDeclaration;
}

/**
 * Returns the Lambda handler of a group of routes. Its routes share a client of their tables.
 *
 * @param declarations a list of `Grouped` as JSON, in the order of the callbacks.
 */
export function groupHandler(
  declarations: string,
  callbackFactories: readonly CallbackFactory[],
  open?: typeof openTables,
): Handler {
  const routes = JSON.parse(declarations) as readonly Grouped[];
  const tables = Object.assign({}, ...routes.map(({ declaration }) => declaration.tables)) as Record<string, string>;
  const opened: Record<string, OpenTable> = open === undefined ? {} : open(tables);
  const openOwn = (variables: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(variables).map((table) => [table, opened[table]!]));
  const handlers = new Map(
    routes.map(({ operation, declaration }, index) => {
      const factory = callbackFactories[index]!;
      return [operation, handler(JSON.stringify(declaration), factory, openOwn)];
    }),
  );
  return (event) => {
    const operation = `${event.httpMethod} ${event.resource}`;
    const answer = handlers.get(operation);
    if (answer === undefined) throw new Error(`the group has no route ${operation}`);
    return answer(event);
  };
}
