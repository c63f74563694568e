import * as pulumi from "@pulumi/pulumi";
import { items } from "./items/routes";
import type { Resource, Route } from "./route/resource";
import { violations } from "./route/checks";
import type { Tables } from "./tables/declaration";

/** The resources of the API, a folder each. */
const resources: readonly Resource[] = [items];

for (const sentence of violations(resources)) throw new pulumi.RunError(sentence);

/** Every operation of the API. */
export const routes: readonly Route[] = resources.flatMap((resource) => resource.routes);

/** Every table, by the name that routes know it by. */
export const tables: Tables = Object.assign({}, ...resources.map((resource) => resource.tables)) as Tables;
