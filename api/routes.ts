import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "./consumer/consumer";
import { storesOf } from "./consumer/deliveries";
import { ofKind, type Declarations } from "./kinds";
import * as listed from "./resources";
import type { Resource, Route } from "./route/resource";
import { findMissingRoutes, findViolations } from "./route/checks";
import { allTasks, type Task } from "./workflow/tasks";
import type { ValueDeclaration } from "./values/declaration";

/** Resources of the API. The types of clients are derived from it: `ApiClient<typeof api>`. */
export const api = Object.values(listed);
const resources: readonly Resource[] = api;

for (const sentence of [...findViolations(resources), ...findMissingRoutes(resources)])
  throw new pulumi.RunError(sentence);

/** All routes of the API. */
export const routes: readonly Route[] = resources.flatMap((resource) => resource.routes);

/** All functions for events. */
export const consumers: readonly Consumer[] = resources.flatMap((resource) => resource.consumers);

const ownDeclarations = Object.assign({}, ...resources.map((resource) => resource.declarations)) as Declarations;

/** All tables and other declarations, keyed by the names that `access` uses. */
export const declarations: Declarations = { ...ownDeclarations, ...storesOf(consumers) };

/** Tables of the resources. Consumers report problems with their store, which has no alarms of its own. */
export const tables = ofKind(ownDeclarations, "table");

/** All functions of workflows. */
export const tasks: readonly Task[] = allTasks(declarations);

/** All configuration values that functions use. */
export const values: readonly ValueDeclaration[] = [
  ...new Set([...routes, ...consumers, ...tasks].flatMap((entry) => entry.values)),
];
