import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import db from "dynalite/db";
import { DynamoDbEngine } from "../../src/dynamodb/engine";
import { createTables } from "../../src/dynamodb/tables";
import type { Declared } from "../../src/kernel/resources";

const table = {
  type: "aws:dynamodb/table:Table",
  state: { name: "things", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" },
} as unknown as Declared;

describe("the DynamoDB engine", () => {
  let engine: DynamoDbEngine;
  const call = async (operation: string, body: object, on = engine) => {
    const answer = await on.call(operation, { TableName: "things", ...body });
    return [answer.statusCode, answer.body] as [number, any];
  };
  const failed = (more: object = {}) => [
    400,
    {
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "The conditional request failed",
      ...more,
    },
  ];
  before(async () => {
    engine = await DynamoDbEngine.open();
    await createTables(engine, [table]);
    await call("PutItem", { Item: { id: { S: "a" }, n: { N: "1" } } });
  });
  after(() => engine.close());

  const guarded = {
    Key: { id: { S: "a" } },
    ConditionExpression: "n = :n",
    ExpressionAttributeValues: { ":n": { N: "2" } },
  };

  it("returns the old item of a failed condition to who asks for it", async () => {
    const asked = { ...guarded, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    expect(await call("DeleteItem", asked)).to.deep.equal(failed({ Item: { id: { S: "a" }, n: { N: "1" } } }));
    expect(await call("UpdateItem", { ...asked, UpdateExpression: "ADD n :n" })).to.deep.equal(
      failed({ Item: { id: { S: "a" }, n: { N: "1" } } }),
    );
  });

  it("returns no item to who does not ask", async () => {
    expect(await call("DeleteItem", guarded)).to.deep.equal(failed());
    expect(await call("DeleteItem", { ...guarded, ReturnValuesOnConditionCheckFailure: "NONE" })).to.deep.equal(
      failed(),
    );
  });

  it("returns no item where there was none", async () => {
    const asked = { ...guarded, Key: { id: { S: "b" } }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    expect(await call("DeleteItem", asked)).to.deep.equal(failed());
  });

  it("closes what a query and a scan have read from", async () => {
    const iterators: string[] = [];
    const create = db.create.bind(db);
    db.create = (options) => {
      const store = create(options);
      const values = store.db.values.bind(store.db);
      store.db.values = (range) => {
        const iterator = values(range);
        const close = iterator.close.bind(iterator);
        iterators.push("opened");
        iterator.close = () => {
          iterators.push("closed");
          return close();
        };
        return iterator;
      };
      return store;
    };
    const other = await DynamoDbEngine.open();
    db.create = create;
    await createTables(other, [table]);
    await call("PutItem", { Item: { id: { S: "a" } } }, other);
    iterators.length = 0;
    const query = { KeyConditionExpression: "id = :id", ExpressionAttributeValues: { ":id": { S: "a" } } };
    expect((await call("Query", { ...query, Limit: 1 }, other))[1].Count).to.equal(1);
    expect((await call("Scan", {}, other))[1].Count).to.equal(1);
    // Streams end a turn after their last piece.
    await setImmediate();
    expect(iterators.sort()).to.deep.equal(["closed", "closed", "opened", "opened"]);
    await other.close();
  });

  it("keeps a table that is declared again, and refuses another key", async () => {
    await createTables(engine, [table]);
    expect((await call("GetItem", { Key: { id: { S: "a" } } }))[1].Item.n).to.deep.equal({ N: "1" });
    const other = {
      ...table,
      state: { ...table.state, hashKey: "pk", attributes: [{ name: "pk", type: "S" }] },
    } as Declared;
    const error = await createTables(engine, [other]).catch((reason: Error) => reason.message);
    expect(error).to.match(
      /^table things in --data has the key .*"id".*, the program declares .*"pk".*: use another folder$/,
    );
  });
});
