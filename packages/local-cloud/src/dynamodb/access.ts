import { arn, type StackLocation } from "../kernel/identity";
import { statementTarget } from "../kernel/dynamodbPackage";

/** Fields of a JSON request. */
type Fields = Readonly<Record<string, unknown>>;

/** A table of a request, and the action that IAM must allow on it. */
export interface Target {
  readonly action: string;
  /** Name or ARN. */
  readonly table: string;
  readonly index?: string;
}

/** A question to IAM. */
export interface Access {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
}

type Reader = (input: Fields, operation: string) => readonly Target[];

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

const ofTable: Reader = ({ TableName }, action) => {
  const table = text(TableName);
  return table === undefined ? [] : [{ action, table }];
};

const ofIndex: Reader = (input, action) => {
  const index = text(input["IndexName"]);
  return ofTable(input, action).map((target) => (index === undefined ? target : { ...target, index }));
};

const ofBatch: Reader = ({ RequestItems }, action) =>
  Object.keys(fieldsOf(RequestItems)).map((table) => ({ action, table }));

const ofArn: Reader = ({ ResourceArn }, action) => {
  const table = text(ResourceArn);
  return table === undefined ? [] : [{ action, table }];
};

/** Actions of the parts of a transaction (DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"). */
const partActions: ReadonlyMap<string, string> = new Map([
  ["Get", "GetItem"],
  ["Put", "PutItem"],
  ["Update", "UpdateItem"],
  ["Delete", "DeleteItem"],
  ["ConditionCheck", "ConditionCheckItem"],
]);

const ofTransaction: Reader = ({ TransactItems }) =>
  (Array.isArray(TransactItems) ? TransactItems : []).flatMap((item: unknown) =>
    Object.entries(fieldsOf(item)).flatMap(([part, fields]) => {
      const action = partActions.get(part);
      return action === undefined ? [] : ofTable(fieldsOf(fields), action);
    }),
  );

/** Invalid statements need no permission: they are rejected before they read anything. */
const ofStatement: Reader = ({ Statement, Parameters }) => {
  const target = statementTarget(Statement, Parameters);
  return target === undefined ? [] : [target];
};

const ofStatements =
  (field: string): Reader =>
  (input, action) => {
    const statements = input[field];
    return (Array.isArray(statements) ? statements : []).flatMap((each: unknown) =>
      ofStatement(fieldsOf(each), action),
    );
  };

/** Reads the ARN of a stream, which is also the prefix of its iterators. */
const ofStream =
  (field: string): Reader =>
  (input, action) => {
    const [stream = ""] = text(input[field])?.split("|") ?? [];
    return stream.startsWith("arn:") ? [{ action, table: stream }] : [];
  };

/**
 * Readers of the fields that name an operation's tables (DynamoDB API Reference, "Actions"). Other fields are ignored,
 * because a request may contain fields of other operations.
 */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...[
    "CreateTable",
    "DeleteItem",
    "DeleteTable",
    "DescribeContinuousBackups",
    "DescribeTable",
    "DescribeTimeToLive",
    "GetItem",
    "PutItem",
    "UpdateContinuousBackups",
    "UpdateItem",
    "UpdateTable",
    "UpdateTimeToLive",
  ].map((name) => [name, ofTable] as const),
  ["Query", ofIndex],
  ["Scan", ofIndex],
  ["BatchGetItem", ofBatch],
  ["BatchWriteItem", ofBatch],
  ["TransactGetItems", ofTransaction],
  ["TransactWriteItems", ofTransaction],
  ["ListTagsOfResource", ofArn],
  ["TagResource", ofArn],
  ["UntagResource", ofArn],
  ["ExecuteStatement", ofStatement],
  ["BatchExecuteStatement", ofStatements("Statements")],
  ["ExecuteTransaction", ofStatements("TransactStatements")],
  ["DescribeStream", ofStream("StreamArn")],
  ["GetShardIterator", ofStream("StreamArn")],
  ["GetRecords", ofStream("ShardIterator")],
]);

/** Operations that need only the permissions of their statements. */
const ofStatementsOnly = new Set(["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"]);

/** Returns the tables of a request; empty if the operation has none or the field is missing. */
export function targetsOf(operation: string, input: object): readonly Target[] {
  return readers.get(operation)?.(input as Fields, operation) ?? [];
}

/** Returns all actions that IAM must allow for a request; on `*` if it has no table. */
export function accessesOf(operation: string, input: object, location: Pick<StackLocation, "region">): Access[] {
  const targets = targetsOf(operation, input);
  if (targets.length === 0) {
    return ofStatementsOnly.has(operation) ? [] : [{ action: `dynamodb:${operation}`, resource: "*" }];
  }
  const accesses = targets.map((target) => accessOf(target, location));
  if (accesses.length === 1) return accesses;
  // Remove duplicates: a transaction of 100 parts on one table needs one decision for each action.
  return [...new Map(accesses.map((access) => [`${access.action} ${access.resource}`, access])).values()];
}

function accessOf({ action, table, index }: Target, location: Pick<StackLocation, "region">): Access {
  const resource = table.startsWith("arn:") ? table : arn(location, "dynamodb", `table/${table}`);
  return { action: `dynamodb:${action}`, resource: index === undefined ? resource : `${resource}/index/${index}` };
}
