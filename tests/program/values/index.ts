import { RouteFunction } from "../../../api/functions/routeFunction";
import { Access } from "../../../api/gateway/access";
import { RestApi } from "../../../api/gateway/restApi";
import { packager } from "../../../api/packaging/archive";
import { readSettings } from "../../../api/settings";
import { createStack } from "../../../api/shared/stack";
import { createValues } from "../../../api/values/create";
import { shop } from "./routes";

// Same composition as the program's index.ts, without tables and monitoring.
const { routes } = shop;
const settings = readSettings(routes, {});
const stack = createStack(settings);
const values = createValues([...new Set(routes.flatMap((route) => route.values))], stack);
const packRoute = packager();
const functions = routes.map(
  (route) =>
    new RouteFunction(route.name, { route, code: packRoute(route), declared: {}, values, stack }, stack.options),
);
const { restApi, stage } = new RestApi("shop", { functions, stack }, stack.options);
new Access("access", { restApi, stage, usagePlans: settings.usagePlans }, stack.options);
