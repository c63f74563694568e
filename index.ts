import * as pulumi from "@pulumi/pulumi";
import { Access } from "./api/access";
import { provisionConcurrency } from "./api/concurrency";
import { packager } from "./api/packaging/archive";
import { RestApi } from "./api/restApi";
import { RouteFunction } from "./api/routeFunction";
import { routes } from "./api/routes";
import { readSettings } from "./api/settings";
import { createTable } from "./api/table";
import { Monitoring } from "./monitoring";

const settings = readSettings(routes.map((route) => route.name));

const table = createTable("Items", settings);

const pack = packager();
const functions = routes.map(
  (route) =>
    new RouteFunction(route.name, {
      route,
      code: pack(route.name, route.callbackFactory),
      table,
      settings,
    }),
);

const { restApi, stage, url } = new RestApi("items", { functions, settings });

const access = new Access("access", { restApi, stage, usagePlans: settings.usagePlans });

provisionConcurrency(functions, settings);

const monitoring = new Monitoring("items-api", {
  functions: functions.map((fn) => ({ name: fn.route.name, functionName: fn.function.name })),
  api: { apiName: restApi.name, stageName: stage.stageName },
  table: { tableName: table.name, operations: dataOperations() },
  thresholds: settings.alarmThresholds,
  emails: settings.alarmEmails,
});

/** DynamoDB operations that routes use, each once, as its metrics name them. */
function dataOperations(): string[] {
  const actions = new Set(routes.flatMap((route) => route.access));
  return [...actions].map((action) => action.replace("dynamodb:", "")).sort();
}

export const apiUrl = url;
export const apiEndpoint = pulumi.interpolate`${url}/items`;
export const apiKeyId = access.firstKey.id;
export const apiKeyValue = pulumi.secret(access.firstKey.value);
export const tableName = table.name;
export const opsTopicArn = monitoring.topic.arn;
