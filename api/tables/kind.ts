import { variablePrefix, type Kind } from "../kinds/kind";
import type { Stack } from "../shared/stack";
import { createTable } from "./create";
import { dataActions, type DataAction, type KeyAttribute, type TableDeclaration } from "./declaration";
import { openTables } from "./open";
import { tableResources } from "./tableResources";

/** DynamoDB tables in `access`. */
export const tableKind = {
  word: "table",
  handles: "tables",
  encryptedBy: "dynamodb",
  actions: dataActions,
  variable: (name: string) => `${variablePrefix(name)}_TABLE_NAME`,
  check: checkKeys,
  create(name: string, declaration: TableDeclaration, stack: Stack) {
    const table = createTable(declaration, stack, stack.settings.existing?.tables[name]);
    return {
      name: table.name,
      events: { arn: table.arn, name: table.name, streamArn: table.streamArn },
      statements: (actions: readonly string[]) =>
        table.arn.apply((arn) => [
          {
            Effect: "Allow" as const,
            Action: actions.map((action) => `dynamodb:${action}`),
            Resource: tableResources({ declaration, actions: actions as readonly DataAction[] }, arn),
          },
        ]),
    };
  },
  open: openTables,
} as const satisfies Kind<TableDeclaration>;

function* checkKeys(name: string, table: TableDeclaration): Generator<string> {
  const types = new Map<string, KeyAttribute["type"]>();
  for (const { partitionKey, sortKey } of [table, ...Object.values(table.indexes ?? {})]) {
    for (const attribute of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
      const other = types.get(attribute.name);
      if (other !== undefined && other !== attribute.type)
        yield `table ${name}: the key attribute ${attribute.name} is ${other} and ${attribute.type}`;
      types.set(attribute.name, attribute.type);
    }
  }
}
