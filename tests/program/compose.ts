import { RouteFunction } from "../../api/functions/routeFunction";
import { Access } from "../../api/gateway/access";
import { RestApi } from "../../api/gateway/restApi";
import { Identity } from "../../api/identity/identity";
import { packager } from "../../api/packaging/archive";
import type { Route } from "../../api/route/resource";
import { readSettings } from "../../api/settings";
import { createStack } from "../../api/shared/stack";
import { createValues } from "../../api/values/create";

/** Declares an API like the program's index.ts, without tables and monitoring. */
export function declareApi(name: string, routes: readonly Route[]): void {
  const settings = readSettings(routes, {});
  const stack = createStack(settings);
  const values = createValues([...new Set(routes.flatMap((route) => route.values))], stack);
  const packRoute = packager();
  const functions = routes.map(
    (route) =>
      new RouteFunction(route.name, { route, code: packRoute(route), declared: {}, values, stack }, stack.options),
  );
  const identity =
    settings.identity && new Identity("identity", { identity: settings.identity, routes, stack }, stack.options);
  const { restApi, stage } = new RestApi(name, { functions, identity, stack }, stack.options);
  new Access("access", { restApi, stage, usagePlans: settings.usagePlans }, stack.options);
}
