import {
  attributeValue,
  boolean,
  integer,
  list,
  map,
  oneOf,
  required,
  structure,
  text,
  type Members,
  type Shape,
} from "./shape";

const namePattern = "[a-zA-Z0-9_.-]+";

/** Name or ARN of a table. */
const nameLimits = { min: 1, max: 255, pattern: namePattern, orTableArn: true };
export const tableName: Shape = text(nameLimits);
export const indexName = text({ min: 3, max: 255, pattern: namePattern });

const item = map(attributeValue);
const names = map(text());
const returnConsumedCapacity = oneOf("INDEXES", "TOTAL", "NONE");
const returnItemCollectionMetrics = oneOf("SIZE", "NONE");
const returnValues = oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW");
const returnOnFailure = oneOf("ALL_OLD", "NONE");
const conditionalOperator = oneOf("OR", "AND");
const comparisonOperator = oneOf(
  ..."IN NULL BETWEEN LT NOT_CONTAINS EQ GT NOT_NULL NE LE BEGINS_WITH GE CONTAINS".split(" "),
);
const select = oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES");
const attributesToGet = list(text({ max: 65535 }), { min: 1 });

const expected = map(
  structure("ExpectedAttributeValue", {
    Value: attributeValue,
    Exists: boolean,
    ComparisonOperator: comparisonOperator,
    AttributeValueList: list(attributeValue),
  }),
);
const conditions = map(
  structure("Condition", {
    ComparisonOperator: required(comparisonOperator),
    AttributeValueList: list(attributeValue),
  }),
);
const placeholders: Members = { ExpressionAttributeNames: names, ExpressionAttributeValues: item };
const expectation: Members = {
  Expected: expected,
  ConditionalOperator: conditionalOperator,
  ConditionExpression: text(),
  ...placeholders,
  ReturnValuesOnConditionCheckFailure: returnOnFailure,
};
const reading: Members = {
  AttributesToGet: attributesToGet,
  ConsistentRead: boolean,
  ProjectionExpression: text(),
  ExpressionAttributeNames: names,
};
const paging: Members = {
  Select: select,
  Limit: integer({ min: 1 }),
  ExclusiveStartKey: item,
  IndexName: indexName,
  FilterExpression: text(),
  ConditionalOperator: conditionalOperator,
  ...reading,
  ...placeholders,
};

const transactCondition: Members = {
  ConditionExpression: text(),
  ...placeholders,
  ReturnValuesOnConditionCheckFailure: returnOnFailure,
};
const transactItem = structure("TransactWriteItem", {
  ConditionCheck: structure("ConditionCheck", {
    Key: required(item),
    TableName: required(tableName),
    ...transactCondition,
    ConditionExpression: required(text()),
  }),
  Put: structure("Put", { Item: required(item), TableName: required(tableName), ...transactCondition }),
  Delete: structure("Delete", { Key: required(item), TableName: required(tableName), ...transactCondition }),
  Update: structure("Update", {
    Key: required(item),
    UpdateExpression: required(text()),
    TableName: required(tableName),
    ...transactCondition,
  }),
});
const statement: Members = {
  Statement: required(text({ min: 1, max: 8192 })),
  Parameters: list(attributeValue, { min: 1 }),
  ReturnValuesOnConditionCheckFailure: returnOnFailure,
};

/** Shapes of operations on items. The members' order is AWS's order of faults. */
export const itemShapes: Readonly<Record<string, Members>> = {
  GetItem: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    Key: required(item),
    ...reading,
  },
  PutItem: {
    ReturnValues: returnValues,
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    Item: required(item),
    ...expectation,
  },
  DeleteItem: {
    ReturnValues: returnValues,
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    Key: required(item),
    ...expectation,
  },
  UpdateItem: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ReturnValues: returnValues,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    Key: required(item),
    ...expectation,
    UpdateExpression: text(),
    AttributeUpdates: map(
      structure("AttributeValueUpdate", { Value: attributeValue, Action: oneOf("ADD", "PUT", "DELETE") }),
    ),
  },
  Query: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ...paging,
    // Query's message differs from Scan's (public conformance suite nubo-db/dynamodb-conformance, 2026-05).
    Limit: integer({ min: 1, name: "Limit" }),
    KeyConditions: conditions,
    QueryFilter: conditions,
    KeyConditionExpression: text(),
    ScanIndexForward: boolean,
  },
  Scan: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ...paging,
    ScanFilter: conditions,
    TotalSegments: integer({ min: 1, max: 1_000_000 }),
    Segment: integer({ min: 0, max: 999_999 }),
  },
  BatchGetItem: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    RequestItems: required(
      map(structure("KeysAndAttributes", { Keys: required(list(item)), ...reading }), { max: 100, key: nameLimits }),
    ),
  },
  BatchWriteItem: {
    ReturnConsumedCapacity: returnConsumedCapacity,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    RequestItems: required(
      map(
        list(
          structure("WriteRequest", {
            PutRequest: structure("PutRequest", { Item: required(item) }),
            DeleteRequest: structure("DeleteRequest", { Key: required(item) }),
          }),
        ),
        { max: 25, key: nameLimits, value: { min: 1, max: 25 } },
      ),
    ),
  },
  TransactGetItems: {
    TransactItems: required(
      list(
        structure("TransactGetItem", {
          Get: required(
            structure("Get", {
              Key: required(item),
              TableName: required(tableName),
              ProjectionExpression: text(),
              ExpressionAttributeNames: names,
            }),
          ),
        }),
        { min: 1, max: 100 },
      ),
    ),
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
  TransactWriteItems: {
    TransactItems: required(list(transactItem, { min: 1, max: 100 })),
    ReturnConsumedCapacity: returnConsumedCapacity,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    ClientRequestToken: text({ min: 1, max: 36 }),
  },
  ExecuteStatement: {
    ...statement,
    ConsistentRead: boolean,
    NextToken: text({ min: 1, max: 32768 }),
    ReturnConsumedCapacity: returnConsumedCapacity,
    Limit: integer({ min: 1 }),
  },
  BatchExecuteStatement: {
    Statements: required(
      list(structure("BatchStatementRequest", { ...statement, ConsistentRead: boolean }), { min: 1, max: 25 }),
    ),
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
  ExecuteTransaction: {
    TransactStatements: required(list(structure("ParameterizedStatement", statement), { min: 1, max: 100 })),
    ClientRequestToken: text({ min: 1, max: 36 }),
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
};
