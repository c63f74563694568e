import { RouteFunction } from "../../../api/functions/routeFunction";
import { Access } from "../../../api/gateway/access";
import { RestApi } from "../../../api/gateway/restApi";
import { createDeclared, encryptingServices } from "../../../api/kinds/create";
import { packager } from "../../../api/packaging/archive";
import { functionUnits } from "../../../api/route/functionUnit";
import type { Route } from "../../../api/route/resource";
import { readSettings } from "../../../api/settings";
import { createStack } from "../../../api/shared/stack";
import { booking } from "./routes";

// Same composition as the program's index.ts, without values and monitoring.
const { declarations } = booking;
const routes: readonly Route[] = booking.routes;
const settings = readSettings(routes, { declarations });
const stack = createStack(settings, encryptingServices(declarations));
const packUnit = packager();
const { declared } = createDeclared(declarations, { stack, values: {}, pack: packUnit });
const functions = functionUnits(routes).map(
  (unit) => new RouteFunction(unit.name, { unit, code: packUnit(unit), declared, values: {}, stack }, stack.options),
);
const { restApi, stage } = new RestApi("booking", { functions, stack }, stack.options);
new Access("access", { restApi, stage, usagePlans: settings.usagePlans }, stack.options);
