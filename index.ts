import * as pulumi from "@pulumi/pulumi";
import { findLoops } from "./api/consumer/loops";
import { createBucketNotifications } from "./api/functions/bucketNotifications";
import { provisionConcurrency } from "./api/functions/concurrency";
import { ConsumerFunction } from "./api/functions/consumerFunction";
import { callbacksAtEdge } from "./api/edgeCallbacks";
import { createEdgeProvider, Edge } from "./api/edge/edge";
import { OriginSecret } from "./api/edge/originSecret";
import { RouteFunction } from "./api/functions/routeFunction";
import { Access } from "./api/gateway/access";
import { CustomDomain } from "./api/gateway/customDomain";
import { Firewall } from "./api/gateway/firewall";
import { RestApi } from "./api/gateway/restApi";
import { Identity } from "./api/identity/identity";
import { createDeclared, encryptingServices } from "./api/kinds/create";
import { packager } from "./api/packaging/archive";
import { consumers, declarations, routes, tables, tasks, values as valueDeclarations } from "./api/routes";
import { functionUnits } from "./api/route/functionUnit";
import { readSettings } from "./api/settings";
import { simplifyStackTraces } from "./api/shared/stackTraces";
import { createStack } from "./api/shared/stack";
import { watchedTables } from "./api/tables/watched";
import { createValues } from "./api/values/create";
import { Monitoring } from "./monitoring";

// The program declares a REST API: DynamoDB tables, a Lambda function for each route, API Gateway, functions for
// events, and monitoring. api/routes.ts lists the routes, consumers and tables. Pulumi.<stack>.yaml contains the settings (docs/settings.md).

simplifyStackTraces();

const settings = readSettings(routes, { declarations, consumers: [...consumers, ...tasks] });
const stack = createStack(settings, encryptingServices(declarations));

const values = createValues(valueDeclarations, stack);
const pack = packager();
const { declared, workflows } = createDeclared(declarations, { stack, values, pack, consumers });

const functions = functionUnits(routes).map(
  (unit) => new RouteFunction(unit.name, { unit, code: pack(unit), declared, values, stack }, stack.options),
);

// Functions for events. Each receives those of its source.
const eventFunctions = consumers.map(
  (consumer) =>
    new ConsumerFunction(consumer.name, { consumer, code: pack(consumer), declared, values, stack }, stack.options),
);
createBucketNotifications(eventFunctions, declared, stack.options);
for (const sentence of findLoops(consumers)) void pulumi.log.warn(sentence);

// Checks the callers' tokens, if the stack requires any.
const identity =
  settings.identity && new Identity("identity", { identity: settings.identity, routes, stack }, stack.options);

// With the setting edge, a distribution is before the stage, which accepts only requests with its secret.
const originSecret =
  settings.edge && new OriginSecret("edge-origin", { names: settings.edge.originKeys }, stack.options);

const api = new RestApi("items", { functions, identity, policy: originSecret?.policy, stack }, stack.options);
const { restApi, stage } = api;

const edgeProvider = settings.edge && createEdgeProvider("edge-provider");

const firewall =
  settings.firewall &&
  new Firewall(
    "firewall",
    { ...settings.firewall, stage: settings.edge ? undefined : stage, provider: edgeProvider, stack },
    stack.options,
  );

const edge =
  originSecret &&
  edgeProvider &&
  new Edge(
    "edge",
    {
      ...{ stage, routes, callbacks: callbacksAtEdge, domain: settings.domain },
      ...{ originSecret: originSecret.value, firewallArn: firewall?.arn, provider: edgeProvider },
    },
    stack.options,
  );

if (settings.domain && !settings.edge)
  new CustomDomain("domain", { ...settings.domain, restApi, stage }, stack.options);

// API keys and usage plans.
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
    tables: watchedTables(tables, declared, [...routes, ...consumers, ...tasks]),
    consumers: eventFunctions.map(({ watched }) => watched),
    workflows: workflows.map(({ watched }) => watched),
    settings,
    customerKey: stack.customerKey,
  },
  stack.options,
);

/** Concurrency that the functions reserve, and the account limit that this requires. */
export const concurrency = provisionConcurrency(
  functions,
  settings,
  (identity?.reservedConcurrency ?? 0) + (consumers.length + tasks.length) * (settings.consumerConcurrency ?? 0),
);

/** URL of the stage, behind the distribution if there is one, without a trailing slash. */
export const apiUrl = edge?.url ?? api.url;
/** URL of the first path without parameters that the routes list. */
export const apiEndpoint = pulumi.interpolate`${apiUrl}${routes.find(({ path }) => !path.includes("{"))?.path ?? ""}`;

/** The first key of the first usage plan. Clients send its value as `x-api-key`. */
export const apiKeyId = access.firstKey.id;
export const apiKeyValue = pulumi.secret(access.firstKey.value);

/** Sign-in page and app client of the stack's own user pool; empty without one. */
export const signIn = identity?.signIn ?? {};

export const tableNames = Object.fromEntries(Object.keys(tables).map((key) => [key, declared[key]!.name]));
/** Name of the first table; empty if the API has none. */
export const [tableName = ""] = Object.values(tableNames);

/** Topic to which all alarms publish. */
export const opsTopicArn = monitoring.topic.arn;
export const dashboardUrl = monitoring.dashboardUrl;

/** Lambda version that the alias `live` calls, keyed by function: a route or a group (docs/releases.md). */
export const liveVersions = Object.fromEntries(functions.map((fn) => [fn.unitName, fn.alias.functionVersion]));
export const functionNames = Object.fromEntries([
  ...functions.map((fn) => [fn.unitName, fn.function.name] as const),
  ...eventFunctions.map((fn) => [fn.consumer.name, fn.function.name] as const),
  ...workflows.flatMap((each) => each.tasks).map((fn) => [fn.taskName, fn.function.name] as const),
]);

/** Function and dead-letter queue of each consumer. */
export const consumerNames = Object.fromEntries(eventFunctions.map((fn) => [fn.consumer.name, fn.names]));

/** Names of the alarms on new versions; empty unless a canary release is in progress. */
export const canaryAlarms = monitoring.canaryAlarms;
