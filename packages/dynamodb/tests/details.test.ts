import { expect } from "chai";
import type { DynamoDbError } from "..";
import { Engine } from "..";

/** Behaviour of AWS from public reports and test suites, without a recorded case here. */
describe("details of DynamoDB", () => {
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine();
    engine.call("CreateTable", {
      TableName: "table",
      AttributeDefinitions: ["pk", "sk", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      GlobalSecondaryIndexes: [
        {
          IndexName: "gsi",
          KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
  });

  const item = (sk: string, more: object = {}) => ({ pk: { S: "p" }, sk: { S: sk }, ...more });
  const put = (sk: string, more: object = {}) => engine.call("PutItem", { TableName: "table", Item: item(sk, more) });
  const get = (sk: string) => engine.call("GetItem", { TableName: "table", Key: item(sk) })["Item"];
  const run = (Statement: string, more: object = {}) => engine.call("ExecuteStatement", { Statement, ...more });
  const failure = (operation: string, request: object) => {
    try {
      return engine.call(operation, request);
    } catch (error) {
      const { code, message, members } = error as DynamoDbError;
      return { code, message, ...members };
    }
  };
  const invalid = (message: string) => ({ code: "ValidationException", message });

  it("BatchWriteItem reports a wrong table key as a schema mismatch", () => {
    const RequestItems = { table: [{ PutRequest: { Item: { pk: { N: "5" }, sk: { S: "a" } } } }] };
    expect(failure("BatchWriteItem", { RequestItems })).to.deep.equal(
      invalid("The provided key element does not match the schema"),
    );
  });

  it("TransactGetItems omits an item without projected attributes, and rejects duplicate items", () => {
    put("a");
    const Get = { TableName: "table", Key: item("a"), ProjectionExpression: "nothing" };
    expect(engine.call("TransactGetItems", { TransactItems: [{ Get }] })).to.deep.equal({ Responses: [{}] });
    expect(failure("TransactGetItems", { TransactItems: [{ Get }, { Get }] })).to.deep.equal(
      invalid("Transaction request cannot include multiple operations on one item"),
    );
  });

  it("TransactWriteItems rejects more than 4 MB", () => {
    const puts = Array.from({ length: 12 }, (_, n) => ({
      Put: { TableName: "table", Item: item(String(n), { text: { S: "x".repeat(350_000) } }) },
    }));
    expect(failure("TransactWriteItems", { TransactItems: puts })).to.have.property("code", "ValidationException");
    expect(engine.call("Scan", { TableName: "table", Select: "COUNT" })["Count"]).to.equal(0);
  });

  it("TransactWriteItems rejects the token of another request", () => {
    const request = (n: string) => ({
      ClientRequestToken: "token",
      TransactItems: [{ Put: { TableName: "table", Item: item("a", { n: { N: n } }) } }],
    });
    engine.call("TransactWriteItems", request("1"));
    expect(failure("TransactWriteItems", request("2"))).to.have.property(
      "code",
      "IdempotentParameterMismatchException",
    );
  });

  it("a repeated ExecuteTransaction writes nothing and consumes transactional reads", () => {
    put("a", { n: { N: "0" } });
    const request = {
      ClientRequestToken: "statements",
      ReturnConsumedCapacity: "TOTAL",
      TransactStatements: [{ Statement: "UPDATE \"table\" SET n = n + 1 WHERE pk = 'p' AND sk = 'a'" }],
    };
    const units = () => engine.call("ExecuteTransaction", request)["ConsumedCapacity"];
    expect(units()).to.deep.equal([{ TableName: "table", CapacityUnits: 2, WriteCapacityUnits: 2 }]);
    expect(units()).to.deep.equal([{ TableName: "table", CapacityUnits: 2, ReadCapacityUnits: 2 }]);
    expect(get("a")).to.deep.equal(item("a", { n: { N: "1" } }));
  });

  it("rejects an update with a result deeper than 32 levels, alone and in a transaction", () => {
    const nested = (levels: number): object => (levels === 0 ? { S: "x" } : { M: { a: nested(levels - 1) } });
    put("a", { m: nested(20) });
    const path = `m${".a".repeat(20)}`;
    const update = (levels: number) => ({
      TableName: "table",
      Key: item("a"),
      UpdateExpression: `SET ${path} = :v`,
      ExpressionAttributeValues: { ":v": nested(levels) },
    });
    const tooDeep =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
    expect(failure("UpdateItem", update(12))).to.deep.equal(invalid(tooDeep));
    expect(failure("TransactWriteItems", { TransactItems: [{ Update: update(12) }] })).to.have.deep.property(
      "CancellationReasons",
      [{ Code: "ValidationError", Message: tooDeep }],
    );
    expect(get("a")).to.deep.equal(item("a", { m: nested(20) }));
    expect(failure("UpdateItem", update(11))).to.deep.equal({});
  });

  it("UpdateTable requires a new index's attributes in the request, and keeps existing types", () => {
    const Create = {
      IndexName: "new",
      KeySchema: [{ AttributeName: "sk", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    };
    const update = { TableName: "table", GlobalSecondaryIndexUpdates: [{ Create }] };
    expect(failure("UpdateTable", update)).to.deep.equal(
      invalid(
        "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [sk], AttributeDefinitions: []",
      ),
    );
    const AttributeDefinitions = ["sk", "unused"].map((AttributeName) => ({ AttributeName, AttributeType: "N" }));
    engine.call("UpdateTable", { ...update, AttributeDefinitions });
    const { Table } = engine.call("DescribeTable", { TableName: "table" }) as {
      Table: { AttributeDefinitions: object[] };
    };
    expect(Table.AttributeDefinitions).to.deep.equal(
      ["pk", "sk", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    );
  });

  it("Scan describes an invalid start key in more detail than Query", () => {
    const ExclusiveStartKey = { pk: { S: "p" } };
    expect(failure("Scan", { TableName: "table", ExclusiveStartKey })).to.deep.equal(
      invalid("The provided starting key is invalid: The provided key element does not match the schema"),
    );
    const query = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: "p" } } };
    expect(failure("Query", { TableName: "table", ExclusiveStartKey, ...query })).to.deep.equal(
      invalid("The provided starting key is invalid"),
    );
  });

  describe("PartiQL", () => {
    it("deletes a missing item despite other conditions, and checks them for an existing item", () => {
      run("DELETE FROM \"table\" WHERE pk = 'p' AND sk = 'a' AND n = 1");
      put("a", { n: { N: "2" } });
      expect(
        failure("ExecuteStatement", { Statement: "DELETE FROM \"table\" WHERE pk = 'p' AND sk = 'a' AND n = 1" }),
      ).to.have.property("code", "ConditionalCheckFailedException");
      expect(get("a")).to.deep.equal(item("a", { n: { N: "2" } }));
    });

    it("returns an empty list if RETURNING matches no attribute", () => {
      put("a", { n: { N: "2" } });
      expect(run("UPDATE \"table\" REMOVE n WHERE pk = 'p' AND sk = 'a' RETURNING MODIFIED NEW *")).to.deep.equal({
        Items: [],
      });
      expect(run("UPDATE \"table\" SET n = 3 WHERE pk = 'p' AND sk = 'a' RETURNING MODIFIED OLD *")).to.deep.equal({
        Items: [],
      });
      expect(run("UPDATE \"table\" SET n = n + 1 WHERE pk = 'p' AND sk = 'a' RETURNING ALL NEW *")).to.deep.equal({
        Items: [item("a", { n: { N: "4" } })],
      });
    });

    it("rejects index names in statements that require a table", () => {
      const refusal = (Statement: string) => failure("ExecuteStatement", { Statement });
      const where = "WHERE pk = 'p' AND sk = 'a'";
      expect(refusal(`INSERT INTO "table"."gsi" VALUE {'pk': 'p', 'sk': 'a'}`)).to.deep.equal(
        invalid("FROM clause may only contain a single table name"),
      );
      expect(refusal(`UPDATE "table"."gsi" SET n = 1 ${where}`)).to.deep.equal(
        invalid("This operation is not supported on an index"),
      );
      expect(refusal(`DELETE FROM "table"."gsi" ${where}`)).to.deep.equal(
        invalid("This operation is not supported on an index"),
      );
    });

    it("accepts a page token only for the same statement", () => {
      for (const sk of ["a", "b", "c"]) put(sk);
      const statement = "SELECT sk FROM \"table\" WHERE pk = 'p' ORDER BY sk DESC";
      const first = run(statement, { Limit: 2 });
      expect(first["Items"]).to.deep.equal([{ sk: { S: "c" } }, { sk: { S: "b" } }]);
      const { NextToken } = first;
      expect(run(statement, { NextToken })).to.deep.equal({ Items: [{ sk: { S: "a" } }] });
      expect(failure("ExecuteStatement", { Statement: 'SELECT * FROM "table"', NextToken })).to.deep.equal(
        invalid("NextToken does not match request"),
      );
    });

    it("reports each statement of a batch, with the table if it ran", () => {
      put("a");
      const statements = [
        "SLECT * FROM t",
        "INSERT INTO \"table\" VALUE {'pk': 'p', 'sk': 'a'}",
        "INSERT INTO \"table\" VALUE {'pk': 'p', 'sk': 'b'}",
        "DELETE FROM nowhere WHERE id = '1'",
      ];
      const Statements = statements.map((Statement) => ({ Statement }));
      expect(engine.call("BatchExecuteStatement", { Statements })["Responses"]).to.deep.equal([
        {
          Error: {
            Code: "ValidationError",
            Message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
          },
        },
        { TableName: "table", Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" } },
        { TableName: "table" },
        { Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } },
      ]);
    });

    it("adds to and removes from sets", () => {
      put("a", { tags: { SS: ["x"] } });
      run("UPDATE \"table\" SET tags = set_add(tags, <<'y'>>) WHERE pk = 'p' AND sk = 'a'");
      run("UPDATE \"table\" SET tags = set_delete(tags, <<'x'>>) WHERE pk = 'p' AND sk = 'a'");
      expect(get("a")).to.deep.equal(item("a", { tags: { SS: ["y"] } }));
    });
  });

  it("a multi-attribute key selects by equality from the left, then by one range", () => {
    const names = ["a", "b", "c", "d"];
    engine.call("UpdateTable", {
      TableName: "table",
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "multi",
            KeySchema: names.map((AttributeName, n) => ({ AttributeName, KeyType: n < 2 ? "HASH" : "RANGE" })),
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        },
      ],
    });
    for (const [n, key] of ["1111", "1112", "1121", "1211", "2111"].entries()) {
      put(String(n), Object.fromEntries(names.map((name, at) => [name, { S: key[at] }])));
    }
    const query = (KeyConditionExpression: string) => {
      const used = KeyConditionExpression.match(/:\d/g)!;
      const ExpressionAttributeValues = Object.fromEntries(used.map((name) => [name, { S: name.slice(1) }]));
      const request = { TableName: "table", IndexName: "multi", KeyConditionExpression, ExpressionAttributeValues };
      const answer = failure("Query", request) as { Items?: { sk: { S: string } }[]; message?: string };
      return answer.Items?.map(({ sk }) => sk.S).join("") ?? answer.message;
    };
    expect(query("a = :1 AND b = :1")).to.equal("012");
    expect(query("a = :1 AND b = :1 AND c = :1")).to.equal("01");
    expect(query("a = :1 AND b = :1 AND c = :1 AND d > :1")).to.equal("1");
    expect(query("a = :1")).to.equal("Query condition missed key schema element: b");
    expect(query("a = :1 AND b = :1 AND d = :1")).to.equal("Query condition missed key schema element: c");
    expect(query("a = :1 AND b = :1 AND c > :1 AND d = :1")).to.equal("Query key condition not supported");
  });
});
