import { handler, type CallbackFactory, type Handler, type HandlerDeclaration } from "../http/handler";
import type { InputDeclaration } from "../http/input";
import type { Route } from "../route/resource";
import { openTables } from "../tables/open";
import { valueVariable } from "../values/declaration";
import { openSecrets, openValues } from "../values/open";

/** The environment variable that holds a table's name: `ITEMS_TABLE_NAME` of `items`. */
export function tableVariable(table: string): string {
  return `${table.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}_TABLE_NAME`;
}

/** Returns the factory that Pulumi serializes: the callback, and its input declaration as text. */
export function handlerFactory(route: Route): () => Handler {
  const callbackFactory = withValues(route);
  const declaration = JSON.stringify(handlerDeclaration(route));
  if (Object.keys(route.access).length === 0) return () => handler(declaration, callbackFactory);
  return () => handler(declaration, callbackFactory, openTables);
}

function handlerDeclaration(route: Omit<Route, "callbackFactory">): HandlerDeclaration {
  const values = (parameters: Route["query"]): InputDeclaration["query"] =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { schema, required = false }]) => [name, { schema, required }]),
    );
  const typed = Object.entries(route.responses).filter(([, { contentType }]) => contentType !== undefined);
  const answered = Object.values(route.responses).flatMap(({ headers = {} }) => Object.keys(headers));
  return {
    route: route.name,
    tables: Object.fromEntries(Object.keys(route.access).map((table) => [table, tableVariable(table)])),
    contentTypes: Object.fromEntries(typed.map(([status, { contentType }]) => [status, contentType!])),
    errors: route.errors,
    exposedHeaders: [...new Set([...answered, "Retry-After"])],
    params: values(route.params),
    query: values(route.query),
    headers: values(route.headers),
    ...(route.body === undefined ? {} : { body: route.body }),
  };
}

/** Returns the callback with the route's values in its context. Only archives of routes with values contain their code. */
function withValues({ callbackFactory, values }: Pick<Route, "callbackFactory" | "values">): CallbackFactory {
  if (values.length === 0) return callbackFactory;
  const entriesOf = (isSecret: boolean) =>
    values
      .filter(({ secret = false }) => secret === isSecret)
      .map((each) => ({ name: each.name, variable: valueVariable(each), type: each.schema.type }));
  const [plain, secrets] = [entriesOf(false), entriesOf(true)];
  if (secrets.length === 0) {
    return (context) => callbackFactory(Object.assign(context, { values: openValues(plain) }));
  }
  return (context) =>
    callbackFactory(Object.assign(context, { values: { ...openValues(plain), ...openSecrets(secrets) } }));
}
