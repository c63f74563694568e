import { expect } from "chai";
import { Engine, type DynamoDbError } from "..";
import { tableRequest } from "./support/histories";

const key = { pk: { S: "p" }, sk: { N: "1" } };
const detected = (count: number, ...faults: string[]) =>
  `${count} validation ${count === 1 ? "error" : "errors"} detected: ${faults.join("; ")}`;
const fault = (value: string, path: string, rule: string) =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${rule}`;
const pattern = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
const atLeast = (length: number) => `Member must have length greater than or equal to ${length}`;
const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/unknown";

/** Operation, request members besides TableName, and the message of the ValidationException. */
const refusals: readonly (readonly [title: string, operation: string, request: object, message: string])[] = [
  [
    "an empty table name has one fault, its length",
    "GetItem",
    { TableName: "", Key: key },
    detected(1, fault("''", "tableName", atLeast(1))),
  ],
  [
    "a short new name of other characters breaks the pattern first, then the length",
    "CreateTable",
    { ...tableRequest, TableName: "x!" },
    detected(2, fault("'x!'", "tableName", pattern), fault("'x!'", "tableName", atLeast(3))),
  ],
  [
    "a short index name of other characters breaks the pattern first, then the length",
    "Scan",
    { IndexName: "a;" },
    detected(2, fault("'a;'", "indexName", pattern), fault("'a;'", "indexName", atLeast(3))),
  ],
  [
    "missing capacity units are listed with the write units first",
    "CreateTable",
    { ...tableRequest, TableName: "new", BillingMode: "PROVISIONED", ProvisionedThroughput: {} },
    detected(
      2,
      fault("null", "provisionedThroughput.writeCapacityUnits", "Member must not be null"),
      fault("null", "provisionedThroughput.readCapacityUnits", "Member must not be null"),
    ),
  ],
  [
    "Query's message about Limit names the member as the API does, without the value",
    "Query",
    { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: "p" } }, Limit: 0 },
    "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  ["KeyConditions cannot be empty", "Query", { KeyConditions: {} }, "Conditions can be of length 1 or 2 only"],
  [
    "a query of one sort key cannot start in another partition",
    "Query",
    {
      KeyConditionExpression: "pk = :p AND sk >= :one",
      ExpressionAttributeValues: { ":p": { S: "other" }, ":one": { N: "1" } },
      ExclusiveStartKey: key,
    },
    "The query can return at most one row and cannot be restarted",
  ],
  [
    "a start key has no empty index key",
    "Scan",
    { IndexName: "global", ExclusiveStartKey: { ...key, g: { S: "" } } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: g",
  ],
  [
    "BatchGetItem cannot mix expressions of one table with older parameters of another",
    "BatchGetItem",
    {
      RequestItems: {
        table: { Keys: [key], ProjectionExpression: "pk" },
        second: { Keys: [key], AttributesToGet: ["pk"] },
      },
    },
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
  ],
  [
    "tags are required before the table is looked up",
    "TagResource",
    { ResourceArn: arn },
    detected(1, fault("null", "tags", "Member must not be null")),
  ],
  [
    "at least one tag is required before the table is looked up",
    "TagResource",
    { ResourceArn: arn, Tags: [] },
    "Atleast one Tag needs to be provided as Input.",
  ],
  [
    "at least one tag key is required before the table is looked up",
    "UntagResource",
    { ResourceArn: arn, TagKeys: [] },
    "Atleast one Tag Key needs to be provided as Input.",
  ],
];

describe("requests that DynamoDB rejects", () => {
  const engine = new Engine();
  for (const TableName of ["table", "second"]) engine.call("CreateTable", { ...tableRequest, TableName });

  function failure(operation: string, request: object): { code: string; message: string } | undefined {
    try {
      engine.call(operation, { TableName: "table", ...request });
      return undefined;
    } catch (error) {
      const { code, message } = error as DynamoDbError;
      return { code, message };
    }
  }

  for (const [title, operation, request, message] of refusals) {
    it(`${operation}: ${title}`, () => {
      expect(failure(operation, request)).to.deep.equal({ code: "ValidationException", message });
    });
  }

  for (const operation of ["BatchGetItem", "BatchWriteItem"]) {
    it(`${operation} describes the pattern of table names for other characters`, () => {
      const RequestItems = { "x!": operation === "BatchGetItem" ? { Keys: [key] } : [{ DeleteRequest: { Key: key } }] };
      expect(failure(operation, { RequestItems })!.message).to.match(
        /^1 validation error detected: Value '\{x!=.+\}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 255, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: \[a-zA-Z0-9_\.-\]\+\]$/,
      );
    });
  }

  it("UntagResource does not name a missing table in its error", () => {
    expect(failure("UntagResource", { ResourceArn: arn, TagKeys: ["key"] })).to.deep.equal({
      code: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
  });
});
