import type { Created } from "../kinds/kind";
import type { TableDeclaration } from "./declaration";

/** A route or a consumer. */
interface Accessor {
  readonly access: Readonly<Record<string, readonly string[]>>;
}

/**
 * Returns the tables in the form that `Monitoring` takes, each with the operations that routes and consumers use.
 *
 * @param created has the same keys as `declarations`.
 */
export function watchedTables(
  declarations: Readonly<Record<string, TableDeclaration>>,
  created: Readonly<Record<string, Pick<Created, "name">>>,
  accessors: readonly Accessor[],
) {
  return Object.entries(declarations).map(([name, { alarmName = `table-${name}` }]) => ({
    name: alarmName,
    tableName: created[name]!.name,
    operations: operationsOn(name, accessors),
  }));
}

/** Returns the distinct operations that functions use on a table, named as in DynamoDB's metrics. */
function operationsOn(table: string, accessors: readonly Accessor[]): string[] {
  return [...new Set(accessors.flatMap(({ access }) => access[table] ?? []))].sort();
}
