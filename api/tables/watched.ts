import type { Created } from "../kinds/kind";
import type { Route } from "../route/resource";
import type { TableDeclaration } from "./declaration";

/**
 * Returns the tables in the form that `Monitoring` takes, each with the operations that routes use.
 *
 * @param created has the same keys as `declarations`.
 */
export function watchedTables(
  declarations: Readonly<Record<string, TableDeclaration>>,
  created: Readonly<Record<string, Pick<Created, "name">>>,
  routes: readonly Route[],
) {
  return Object.entries(declarations).map(([name, { alarmName = `table-${name}` }]) => ({
    name: alarmName,
    tableName: created[name]!.name,
    operations: operationsOn(name, routes),
  }));
}

/** Returns the distinct operations that routes use on a table, named as in DynamoDB's metrics. */
function operationsOn(table: string, routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ access }) => access[table] ?? []))].sort();
}
