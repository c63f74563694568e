import { handler, type CallbackFactory, type Handler, type HandlerDeclaration } from "../http/handler";
import { groupHandler, type Grouped } from "../http/groupHandler";
import type { InputDeclaration } from "../http/input";
import { streamsAnswers } from "../http/mediaTypes";
import { streamingHandler } from "../http/streamingHandler";
import { routesOf, type FunctionUnit } from "../route/functionUnit";
import type { Route } from "../route/resource";
import { kindOf, ofKind } from "../kinds";
import { openTables } from "../tables/open";
import { openTransaction } from "../tables/transaction";
import { mayUse } from "./contextNames";
import { valueVariable } from "../values/declaration";
import { openParameters } from "../parameters/open";
import { openValues } from "../values/open";

/** Returns the factory that Pulumi serializes: the callbacks, and their input declarations as text. */
export function handlerFactory(packed: Route | FunctionUnit): () => Handler {
  const routes = routesOf(packed);
  return routes.length === 1 ? routeFactory(routes[0]!) : groupFactory(routes);
}

function groupFactory(routes: readonly Route[]): () => Handler {
  const callbackFactories = routes.map(withContext);
  const grouped = routes.map((route) => ({
    operation: `${route.method} ${route.path}`,
    declaration: handlerDeclaration(route),
  }));
  const declarations = JSON.stringify(grouped satisfies readonly Grouped[]);
  if (grouped.every(({ declaration }) => Object.keys(declaration.tables).length === 0))
    return () => groupHandler(declarations, callbackFactories);
  return () => groupHandler(declarations, callbackFactories, openTables);
}

function routeFactory(route: Route): () => Handler {
  const callbackFactory = withContext(route);
  const declaration = JSON.stringify(handlerDeclaration(route));
  // A property: the packager refuses a variable whose name is not the function's.
  const parts = { handle: streamsAnswers(route.responses) ? streamingHandler : handler };
  if (Object.keys(variablesOf(route)["tables"] ?? {}).length === 0)
    return () => parts.handle(declaration, callbackFactory);
  return () => parts.handle(declaration, callbackFactory, openTables);
}

/** Returns the callback with everything in its context that the route names. */
function withContext(route: Route): CallbackFactory {
  return withHandles(route, withTransaction(route, withValues(route)));
}

/** Returns the parts of a route that its handler uses. */
export function handlerDeclaration(route: Omit<Route, "callbackFactory">): HandlerDeclaration {
  const values = (parameters: Route["query"]): InputDeclaration["query"] =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { schema, required = false }]) => [name, { schema, required }]),
    );
  const typed = Object.entries(route.responses).filter(([, { contentType }]) => contentType !== undefined);
  const answered = Object.values(route.responses).flatMap(({ headers = {} }) => Object.keys(headers));
  return {
    route: route.name,
    tables: variablesOf(route)["tables"] ?? {},
    contentTypes: Object.fromEntries(typed.map(([status, { contentType }]) => [status, contentType!])),
    errors: route.errors,
    exposedHeaders: [...new Set([...answered, "Retry-After", "x-amzn-RequestId"])],
    params: values(route.params),
    query: values(route.query),
    headers: values(route.headers),
    ...(route.body === undefined ? {} : { body: route.body }),
  };
}

/** Returns the environment variables of what an entry's `access` names, by the handles of each kind. */
export function variablesOf({ declarations }: Pick<Route, "declarations">): Record<string, Record<string, string>> {
  const variables: Record<string, Record<string, string>> = {};
  for (const [name, declaration] of Object.entries(declarations)) {
    const { handles, variable } = kindOf(declaration);
    (variables[handles] ??= {})[name] = variable(name);
  }
  return variables;
}

/** Returns the callback with `transaction` in its context, if it may use that. */
function withTransaction(route: Route, callbackFactory: CallbackFactory): CallbackFactory {
  const hasTables = Object.keys(ofKind(route.declarations, "table")).length > 0;
  if (!hasTables || !mayUse("transaction", route.callbackFactory)) return callbackFactory;
  return (context) => callbackFactory(Object.assign(context, { transaction: openTransaction(context) }));
}

/** Returns the callback with the handles of each other kind that an entry uses. Its archive contains their code alone. */
export function withHandles<Factory extends (context: never) => unknown>(
  route: Pick<Route, "declarations">,
  callbackFactory: Factory,
): Factory {
  const used = new Map(Object.values(route.declarations).map((each) => [kindOf(each).handles, kindOf(each).open]));
  const { tables: _tables, ...others } = variablesOf(route);
  let factory = callbackFactory;
  for (const [handles, variables] of Object.entries(others)) {
    factory = opened(factory, handles, { open: used.get(handles)!, variables });
  }
  return factory;
}

interface Opening {
  readonly open: (variables: Readonly<Record<string, string>>) => object;
  readonly variables: Readonly<Record<string, string>>;
}

function opened<Factory extends (context: never) => unknown>(
  callbackFactory: Factory,
  handles: string,
  opening: Opening,
): Factory {
  return ((context: never) =>
    callbackFactory(Object.assign(context, { [handles]: opening.open(opening.variables) }))) as unknown as Factory;
}

/** Returns the callback with an entry's values in its context. Only archives of entries with values contain their code. */
export function withValues<Factory extends (context: never) => unknown>({
  callbackFactory,
  values,
}: {
  readonly callbackFactory: Factory;
  readonly values: Route["values"];
}): Factory {
  if (values.length === 0) return callbackFactory;
  const plain = values
    .filter(({ secret }) => !secret)
    .map((each) => ({ name: each.name, variable: valueVariable(each), type: each.schema.type }));
  const secrets = Object.fromEntries(
    values.filter(({ secret }) => secret).map((each) => [each.name, valueVariable(each)]),
  );
  if (Object.keys(secrets).length === 0) {
    return ((context: never) =>
      callbackFactory(Object.assign(context, { values: openValues(plain) }))) as unknown as Factory;
  }
  return ((context: never) =>
    callbackFactory(
      Object.assign(context, { values: { ...openValues(plain), ...openParameters(secrets) } }),
    )) as unknown as Factory;
}
