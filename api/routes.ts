import * as pulumi from "@pulumi/pulumi";
import { ofKind, type Declarations } from "./kinds";
import * as listed from "./resources";
import type { Resource, Route } from "./route/resource";
import { findViolations } from "./route/checks";
import type { ValueDeclaration } from "./values/declaration";

/** Resources of the API. The types of clients are derived from it: `ApiClient<typeof api>`. */
export const api = Object.values(listed);
const resources: readonly Resource[] = api;

for (const sentence of findViolations(resources)) throw new pulumi.RunError(sentence);

/** All routes of the API. */
export const routes: readonly Route[] = resources.flatMap((resource) => resource.routes);

/** All tables and other declarations, keyed by the names that the routes' `access` uses. */
export const declarations: Declarations = Object.assign(
  {},
  ...resources.map((resource) => resource.declarations),
) as Declarations;

export const tables = ofKind(declarations, "table");

/** All configuration values that the routes use. */
export const values: readonly ValueDeclaration[] = [...new Set(routes.flatMap((route) => route.values))];
