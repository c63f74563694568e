import type * as aws from "@pulumi/aws";
import type { Route } from "../route/resource";
import type { Tables } from "./declaration";

/**
 * Returns the tables in the form that `Monitoring` takes, each with the operations that routes use.
 *
 * @param tables has the same keys as `declarations`.
 */
export function watchedTables(
  declarations: Tables,
  tables: Readonly<Record<string, aws.dynamodb.Table>>,
  routes: readonly Route[],
) {
  return Object.entries(declarations).map(([name, { alarmName = `table-${name}` }]) => ({
    name: alarmName,
    tableName: tables[name]!.name,
    operations: operationsOn(name, routes),
  }));
}

/** Returns the distinct operations that routes use on a table, named as in DynamoDB's metrics. */
function operationsOn(table: string, routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ access }) => access[table] ?? []))].sort();
}
