/** An attribute of a key, with DynamoDB's type: string, number or binary. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** What identifies an item of a table or orders those of an index. */
export interface Key {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** A table as data: the resource, its alarms, and what roles and functions are given follow from it. */
export interface TableDeclaration extends Key {
  /** Permanent: another one replaces the table, and its data goes. */
  readonly logicalName: string;
  /** Global secondary indexes by name, each with all attributes. */
  readonly indexes?: Readonly<Record<string, Key>>;
  /** Attribute that holds the epoch second after which DynamoDB may delete an item. */
  readonly timeToLive?: string;
  /** Permanent: the part of its alarms' names that tells the table, `table-<key>` when absent. */
  readonly alarmName?: string;
}

/** Tables by the name that `access` and callbacks know them by. */
export type Tables = Readonly<Record<string, TableDeclaration>>;

/**
 * DynamoDB's data actions, as IAM and CloudWatch's dimension `Operation` name them (DynamoDB Developer Guide, "Actions,
 * resources, and condition keys"; "DynamoDB metrics and dimensions").
 */
export const dataActions = [
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
] as const;

export type DataAction = (typeof dataActions)[number];

/** Checks what is declared, and gives it its type. */
export function table<const T extends TableDeclaration>(declaration: T): T {
  return declaration;
}
