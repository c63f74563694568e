import type { DataAction, TableDeclaration } from "./declaration";

/** Actions that read indexes, and those that read the stream; all others are allowed on the table alone. */
const indexActions: ReadonlySet<DataAction> = new Set(["Query", "Scan", "PartiQLSelect"]);
const streamActions: ReadonlySet<DataAction> = new Set(["DescribeStream", "GetRecords", "GetShardIterator"]);

export interface TableActions {
  readonly declaration: TableDeclaration;
  readonly actions: readonly DataAction[];
}

/** @returns the ARNs that the actions are allowed on (Service Authorization Reference, "Amazon DynamoDB"). */
export function tableResources({ declaration, actions }: TableActions, tableArn: string): string | string[] {
  const indexes = actions.some((action) => indexActions.has(action)) ? Object.keys(declaration.indexes ?? {}) : [];
  const resources = [
    ...(actions.every((action) => streamActions.has(action)) ? [] : [tableArn]),
    ...indexes.map((index) => `${tableArn}/index/${index}`),
    // The label of a stream is the time at which it was enabled.
    ...(actions.some((action) => streamActions.has(action)) ? [`${tableArn}/stream/*`] : []),
  ];
  return resources.length === 1 ? resources[0]! : resources;
}
