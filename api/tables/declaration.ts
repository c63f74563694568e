export interface KeyAttribute {
  readonly name: string;
  /** String, number or binary. */
  readonly type: "S" | "N" | "B";
}

/** Key schema of a table or an index. */
export interface Key {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** Declaration of a table. The resource, its alarms and the permissions of functions are derived from it. */
export interface TableDeclaration extends Key {
  readonly kind: "table";
  /** Permanent: another name replaces the table and deletes its data. */
  readonly logicalName: string;
  /** Global secondary indexes, keyed by name. They project all attributes. */
  readonly indexes?: Readonly<Record<string, Key>>;
  /** Attribute with the time, in epoch seconds, after which DynamoDB may delete an item. */
  readonly timeToLive?: string;
  /** True to keep each change of an item for a day, for consumers. */
  readonly stream?: boolean;
  /** Identifies the table in alarm names; defaults to `table-<key>`. Permanent: another name replaces the alarms. */
  readonly alarmName?: string;
}

/**
 * IAM actions on the data of a table (Service Authorization Reference, "Actions defined by Amazon DynamoDB").
 *
 * A transaction requires the action of each of its operations: TransactGetItems requires GetItem, a condition check
 * requires ConditionCheckItem. A PartiQL statement requires the action of its kind. The last three read the stream.
 */
export const dataActions = [
  "BatchGetItem",
  "BatchWriteItem",
  "ConditionCheckItem",
  "DeleteItem",
  "GetItem",
  "PartiQLDelete",
  "PartiQLInsert",
  "PartiQLSelect",
  "PartiQLUpdate",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
  "DescribeStream",
  "GetRecords",
  "GetShardIterator",
] as const;

export type DataAction = (typeof dataActions)[number];

/** Declares a table, and infers the literal types of its keys and indexes. */
export function table<const T extends Omit<TableDeclaration, "kind">>(declaration: T): T & { readonly kind: "table" } {
  return { ...declaration, kind: "table" };
}
