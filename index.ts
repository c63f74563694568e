import * as pulumi from "@pulumi/pulumi";
import { Access } from "./api/gateway/access";
import { provisionConcurrency } from "./api/functions/concurrency";
import { CustomDomain } from "./api/gateway/customDomain";
import { createCustomerKey } from "./api/shared/customerKey";
import { stackOptions } from "./api/shared/stackOptions";
import { Firewall } from "./api/gateway/firewall";
import { Identity } from "./api/identity/identity";
import { packager } from "./api/packaging/archive";
import { RestApi } from "./api/gateway/restApi";
import { RouteFunction } from "./api/functions/routeFunction";
import { routes, tables } from "./api/routes";
import { readSettings } from "./api/settings";
import { createTables, operationsOf } from "./api/tables/create";
import { Monitoring } from "./monitoring";

const settings = readSettings(routes);

const opts = stackOptions(settings);

const key = createCustomerKey("customer-key", settings, opts);

const created = createTables(tables, settings, { ...opts, key });

const pack = packager();
const functions = routes.map(
  (route) => new RouteFunction(route.name, { route, code: pack(route), tables: created, settings, key }, opts),
);

const identity =
  settings.identity && new Identity("identity", { identity: settings.identity, routes, settings, key }, opts);

const { restApi, stage, url } = new RestApi("items", { functions, settings, identity, key }, opts);

if (settings.firewall !== undefined) new Firewall("firewall", { ...settings.firewall, stage, settings, key }, opts);

if (settings.domain !== undefined) new CustomDomain("domain", { ...settings.domain, restApi, stage }, opts);

const existingKeys = settings.existing?.keys;
const access = new Access("access", { restApi, stage, usagePlans: settings.usagePlans, existingKeys }, opts);

export const concurrency = provisionConcurrency(functions, settings, identity?.reservedConcurrency);

const monitoring = new Monitoring(
  "items-api",
  {
    functions: functions.map((fn) => fn.watched),
    api: { apiName: restApi.name, stageName: stage.stageName },
    tables: Object.entries(tables).map(([key, { alarmName = `table-${key}` }]) => ({
      name: alarmName,
      tableName: created[key]!.name,
      operations: operationsOf(key, routes),
    })),
    thresholds: settings.alarmThresholds,
    runbook: settings.runbookUrl,
    emails: settings.alarmEmails,
    encryptTopic: settings.alarmTopicEncryption,
    key,
  },
  opts,
);

export const apiUrl = url;
export const apiEndpoint = pulumi.interpolate`${url}/items`;
export const apiKeyId = access.firstKey.id;
export const apiKeyValue = pulumi.secret(access.firstKey.value);
export const signIn = identity?.signIn ?? {};
export const tableName = created["items"]!.name;
export const tableNames = Object.fromEntries(Object.entries(created).map(([key, table]) => [key, table.name]));
export const opsTopicArn = monitoring.topic.arn;
export const dashboardUrl = monitoring.dashboardUrl;
export const liveVersions = Object.fromEntries(functions.map((fn) => [fn.route.name, fn.alias.functionVersion]));
export const functionNames = Object.fromEntries(functions.map((fn) => [fn.route.name, fn.function.name]));
export const canaryAlarms = monitoring.canaryAlarms;
