import * as pulumi from "@pulumi/pulumi";
import { provisionConcurrency } from "./api/functions/concurrency";
import { RouteFunction } from "./api/functions/routeFunction";
import { Access } from "./api/gateway/access";
import { CustomDomain } from "./api/gateway/customDomain";
import { Firewall } from "./api/gateway/firewall";
import { RestApi } from "./api/gateway/restApi";
import { Identity } from "./api/identity/identity";
import { packager } from "./api/packaging/archive";
import { routes, tables as declarations } from "./api/routes";
import { readSettings } from "./api/settings";
import { createStack } from "./api/shared/stack";
import { createTables } from "./api/tables/create";
import { watchedTables } from "./api/tables/watched";
import { Monitoring } from "./monitoring";

const settings = readSettings(routes);
const stack = createStack(settings);

const tables = createTables(declarations, stack);

const packRoute = packager();
const functions = routes.map(
  (route) => new RouteFunction(route.name, { route, code: packRoute(route), tables, stack }, stack.options),
);

const identity =
  settings.identity && new Identity("identity", { identity: settings.identity, routes, stack }, stack.options);

const api = new RestApi("items", { functions, identity, stack }, stack.options);
const { restApi, stage } = api;

if (settings.firewall) new Firewall("firewall", { ...settings.firewall, stage, stack }, stack.options);

if (settings.domain) new CustomDomain("domain", { ...settings.domain, restApi, stage }, stack.options);

const access = new Access(
  "access",
  { restApi, stage, usagePlans: settings.usagePlans, existingKeys: settings.existing?.keys },
  stack.options,
);

const monitoring = new Monitoring(
  "items-api",
  {
    functions: functions.map(({ watched }) => watched),
    api: api.watched,
    tables: watchedTables(declarations, tables, routes),
    settings,
    customerKey: stack.customerKey,
  },
  stack.options,
);

export const concurrency = provisionConcurrency(functions, settings, identity?.reservedConcurrency);

export const apiUrl = api.url;
export const apiEndpoint = pulumi.interpolate`${api.url}/items`;
export const apiKeyId = access.firstKey.id;
export const apiKeyValue = pulumi.secret(access.firstKey.value);
export const signIn = identity?.signIn ?? {};
export const tableName = tables["items"]!.name;
export const tableNames = Object.fromEntries(Object.entries(tables).map(([key, table]) => [key, table.name]));
export const opsTopicArn = monitoring.topic.arn;
export const dashboardUrl = monitoring.dashboardUrl;
export const liveVersions = Object.fromEntries(functions.map((fn) => [fn.route.name, fn.alias.functionVersion]));
export const functionNames = Object.fromEntries(functions.map((fn) => [fn.route.name, fn.function.name]));
export const canaryAlarms = monitoring.canaryAlarms;
