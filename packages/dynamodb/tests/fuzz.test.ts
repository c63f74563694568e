import { expect } from "chai";
import fc from "fast-check";
import { DynamoDbError, Engine } from "..";

const table = {
  TableName: "t-1",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

const words = [
  ..."( ) [ ] , . = <> < <= + - AND OR NOT BETWEEN IN SET REMOVE ADD DELETE size contains begins_with".split(" "),
  ..."attribute_exists if_not_exists list_append a b #n :v :w pk 0 1 SELECT FROM WHERE UPDATE VALUE".split(" "),
  ...["{", "}", "'x'", '"t-1"', "?", "*", "<<", ">>", "EXISTS", "IS", "MISSING", "ORDER", "BY", "RETURNING"],
  ...["\u{1f600}", "\0", "__proto__", "constructor"],
];
const expression = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(" "));
const placeholders = {
  ExpressionAttributeNames: { "#n": "name" },
  ExpressionAttributeValues: { ":v": { N: "1" }, ":w": { S: "x" } },
};

/** True if an operation succeeds or fails with a DynamoDbError. */
function isAnswered(engine: Engine, operation: string, request: object): boolean {
  try {
    engine.call(operation, request);
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
  return true;
}

describe("hostile requests", () => {
  const engine = new Engine();
  engine.call("CreateTable", table);

  it("answers or rejects every expression", () => {
    const key = { TableName: "t-1", Key: { pk: { S: "1" } }, ...placeholders };
    fc.assert(
      fc.property(expression, (text) => {
        isAnswered(engine, "UpdateItem", { ...key, UpdateExpression: text });
        isAnswered(engine, "UpdateItem", { ...key, UpdateExpression: `SET ${text}` });
        isAnswered(engine, "DeleteItem", { ...key, ConditionExpression: text });
        isAnswered(engine, "Query", { TableName: "t-1", KeyConditionExpression: text, ...placeholders });
        isAnswered(engine, "Scan", { TableName: "t-1", ProjectionExpression: text });
        isAnswered(engine, "ExecuteStatement", { Statement: text || " " });
        return isAnswered(engine, "ExecuteStatement", { Statement: `SELECT * FROM "t-1" WHERE ${text}` });
      }),
      { numRuns: 500 },
    );
  });

  it("answers or rejects every JSON value in place of a parameter", () => {
    const request = fc.record({
      TableName: fc.oneof(fc.constant("t-1"), fc.jsonValue()),
      Key: fc.oneof(fc.constant({ pk: { S: "1" } }), fc.jsonValue()),
      Item: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      Expected: fc.jsonValue(),
      RequestItems: fc.dictionary(fc.constantFrom("t-1", "other", "__proto__"), fc.jsonValue()),
      TransactItems: fc.jsonValue(),
      Limit: fc.jsonValue(),
    });
    const names = ["GetItem", "PutItem", "BatchGetItem", "BatchWriteItem", "TransactWriteItems", "Scan", "CreateTable"];
    fc.assert(
      fc.property(request, (each) => names.every((name) => isAnswered(engine, name, each))),
      { numRuns: 300 },
    );
  });

  for (const [name, text] of Object.entries({
    parentheses: "(".repeat(4000),
    negations: "NOT ".repeat(1000) + "a = :v",
    calls: "size(".repeat(800),
    "nested conditions": "(a = :v AND ".repeat(300) + "a = :v" + ")".repeat(300),
    operands: "a = :v OR ".repeat(400) + "a = :v",
    path: "a" + ".b".repeat(2000),
    indexes: "a" + "[0]".repeat(1300),
  })) {
    // Work that is not linear would not end within the timeout of the test.
    it(`rejects 4 KB of ${name}`, () => {
      const request = { TableName: "t-1", Key: { pk: { S: "1" } }, ...placeholders };
      expect(() => engine.call("DeleteItem", { ...request, ConditionExpression: text })).to.throw(DynamoDbError);
      expect(() => engine.call("UpdateItem", { ...request, UpdateExpression: `SET ${text}` })).to.throw(DynamoDbError);
    });
  }

  it("rejects documents nested 100,000 levels deep", () => {
    let value: object = { S: "x" };
    for (let level = 0; level < 100_000; level++) value = { L: [value] };
    expect(() => engine.call("PutItem", { TableName: "t-1", Item: { pk: { S: "1" }, deep: value } })).to.throw(
      DynamoDbError,
      "Nesting Levels have exceeded supported limits",
    );
  });

  it("stores attributes with names of object members", () => {
    const item = Object.fromEntries(
      ["constructor", "toString", "hasOwnProperty"].map((name) => [name, { S: name }] as const),
    );
    const Item = JSON.parse(
      JSON.stringify({ ...item, pk: { S: "names" } }).replace("{", '{"__proto__":{"N":"1"},'),
    ) as object;
    engine.call("PutItem", { TableName: "t-1", Item });
    expect(engine.call("GetItem", { TableName: "t-1", Key: { pk: { S: "names" } } })).to.deep.equal({ Item });
    const condition = { ConditionExpression: "attribute_not_exists(valueOf)" };
    expect(engine.call("DeleteItem", { TableName: "t-1", Key: { pk: { S: "names" } }, ...condition })).to.deep.equal(
      {},
    );
  });
});
