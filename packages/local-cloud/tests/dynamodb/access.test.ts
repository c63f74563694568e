import { expect } from "chai";
import { accessesOf } from "../../src/dynamodb/access";
import { sendSigned, startTables } from "../support/signedRequest";

const location = { project: "small", stack: "dev", region: "eu-central-1" };
const arnOf = (table: string) => `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}`;
const item = { id: { S: "1" } };

describe("the permissions that a request to DynamoDB needs", () => {
  const cases: [operation: string, input: object, accesses: string[]][] = [
    ["GetItem", { TableName: "t1", Key: item }, ["GetItem t1"]],
    ["GetItem", { TableName: "t1", IndexName: "i", Key: item }, ["GetItem t1"]],
    ["PutItem", { TableName: "t1", RequestItems: { t2: [] }, Item: item }, ["PutItem t1"]],
    ["Query", { TableName: "t1" }, ["Query t1"]],
    ["Query", { TableName: "t1", IndexName: "i" }, ["Query t1/index/i"]],
    ["Scan", { TableName: "t1", IndexName: "i" }, ["Scan t1/index/i"]],
    ["Query", { TableName: arnOf("t1"), IndexName: "i" }, ["Query t1/index/i"]],
    ["BatchWriteItem", { TableName: "t1", RequestItems: { t2: [] } }, ["BatchWriteItem t2"]],
    [
      "BatchGetItem",
      { TableName: "t1", IndexName: "i", RequestItems: { t2: {}, t3: {} } },
      ["BatchGetItem t2", "BatchGetItem t3"],
    ],
    ["BatchGetItem", { RequestItems: { [arnOf("t2")]: {} } }, ["BatchGetItem t2"]],
    ["BatchWriteItem", { RequestItems: ["t2"] }, ["BatchWriteItem *"]],
    [
      "TransactWriteItems",
      {
        TableName: "t1",
        RequestItems: { t1: [] },
        TransactItems: [
          { Put: { TableName: "t2", Item: item } },
          { Update: { TableName: "t3", Key: item } },
          { Delete: { TableName: "t4", Key: item } },
          { ConditionCheck: { TableName: "t5", Key: item } },
          { Put: { TableName: "t2", Item: item } },
        ],
      },
      ["PutItem t2", "UpdateItem t3", "DeleteItem t4", "ConditionCheckItem t5"],
    ],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "t1" }, Delete: { TableName: "t2" } }] },
      ["PutItem t1", "DeleteItem t2"],
    ],
    ["TransactGetItems", { TableName: "t1", TransactItems: [{ Get: { TableName: "t2", Key: item } }] }, ["GetItem t2"]],
    ["ListTables", { TableName: "t1" }, ["ListTables *"]],
    ["TagResource", { TableName: "t1", ResourceArn: arnOf("t2") }, ["TagResource t2"]],
    ["ExecuteStatement", { TableName: "t1" }, []],
    ["ExecuteStatement", { TableName: "t1", Statement: "no statement" }, []],
    [
      "ExecuteStatement",
      { Statement: 'SELECT * FROM "t1"."i" WHERE id = ?', Parameters: [{ S: "1" }] },
      ["PartiQLSelect t1/index/i"],
    ],
    ["ExecuteStatement", { Statement: "INSERT INTO t1 VALUE {'id': '1'}" }, ["PartiQLInsert t1"]],
    [
      "BatchExecuteStatement",
      {
        Statements: [
          { Statement: "UPDATE t1 SET a = 1 WHERE id = '1'" },
          { Statement: "DELETE FROM t2 WHERE id = '1'" },
        ],
      },
      ["PartiQLUpdate t1", "PartiQLDelete t2"],
    ],
    [
      "ExecuteTransaction",
      {
        TransactStatements: [
          { Statement: "EXISTS(SELECT * FROM t1 WHERE id = '1')" },
          { Statement: "DELETE FROM t2 WHERE id = '1'" },
        ],
      },
      ["PartiQLSelect t1", "PartiQLDelete t2"],
    ],
    ["DescribeStream", { StreamArn: `${arnOf("t1")}/stream/2025` }, ["DescribeStream t1/stream/2025"]],
    ["GetRecords", { ShardIterator: `${arnOf("t1")}/stream/2025|1|abc` }, ["GetRecords t1/stream/2025"]],
    ["ListStreams", { TableName: "t1" }, ["ListStreams *"]],
    ["UpdateTimeToLive", { TableName: "t1" }, ["UpdateTimeToLive t1"]],
    ["GetItem", { TableName: ["t1"] }, ["GetItem *"]],
    ["GetItem", JSON.parse('{"__proto__":{"TableName":"t1"}}') as object, ["GetItem *"]],
    ["BatchGetItem", JSON.parse('{"RequestItems":{"__proto__":{}}}') as object, ["BatchGetItem __proto__"]],
  ];
  for (const [operation, input, expected] of cases) {
    it(`${operation} ${JSON.stringify(input).slice(0, 60)}: ${expected.join(", ")}`, () => {
      const asked = accessesOf(operation, input, location).map(
        ({ action, resource }) => `${action.replace("dynamodb:", "")} ${resource.replace(arnOf(""), "")}`,
      );
      expect(asked).to.deep.equal(expected);
    });
  }
});

describe("a function whose role allows one table of two", () => {
  let access: Awaited<ReturnType<typeof startTables>>;
  before(async () => {
    access = await startTables(
      ["mine", "other"],
      `[{ Effect: "Allow", Action: "dynamodb:*", Resource: "${arnOf("mine")}" }]`,
    );
  });
  after(() => access.started.stop());

  const decoys = {
    TableName: "mine",
    RequestItems: { mine: [{ PutRequest: { Item: item } }] },
    ResourceArn: arnOf("mine"),
  };
  const denied: [operation: string, input: object][] = [
    ["BatchWriteItem", { ...decoys, RequestItems: { other: [{ PutRequest: { Item: item } }] } }],
    ["BatchGetItem", { ...decoys, RequestItems: { other: { Keys: [item] } } }],
    [
      "BatchWriteItem",
      { RequestItems: { mine: [{ PutRequest: { Item: item } }], other: [{ PutRequest: { Item: item } }] } },
    ],
    ["PutItem", { ...decoys, TableName: "other", Item: item }],
    ["Scan", { ...decoys, TableName: "other" }],
    ["Query", { TableName: "mine", IndexName: "byKind" }],
    ["TransactWriteItems", { ...decoys, TransactItems: [{ Put: { TableName: "other", Item: item } }] }],
    ["TransactGetItems", { ...decoys, TransactItems: [{ Get: { TableName: "other", Key: item } }] }],
    ["ListTables", decoys],
    ["ExecuteStatement", { ...decoys, Statement: 'SELECT * FROM "other"' }],
    ["ExecuteTransaction", { TransactStatements: [{ Statement: "INSERT INTO other VALUE {'id': '1'}" }] }],
    ["DeleteTable", { ...decoys, TableName: "other" }],
    ["TagResource", { ...decoys, ResourceArn: arnOf("other"), Tags: [{ Key: "a", Value: "b" }] }],
  ];
  for (const [operation, body] of denied) {
    it(`is denied ${operation} on the other table`, async () => {
      const { status, type } = await sendSigned(access, { operation, body });
      expect([status, type]).to.deep.equal([400, "AccessDeniedException"]);
    });
  }

  it("writes to its own table, and the other stays empty", async () => {
    const body = { RequestItems: { mine: [{ PutRequest: { Item: item } }] } };
    expect((await sendSigned(access, { operation: "BatchWriteItem", body })).status).to.equal(200);
    expect((await sendSigned(access, { operation: "Scan", body: { TableName: "mine" } })).body.Count).to.equal(1);
  });
});
