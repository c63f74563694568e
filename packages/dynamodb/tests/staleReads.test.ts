import { expect } from "chai";
import { Engine } from "..";
import { tableRequest } from "./support/histories";

const TableName = "table";
const key = (sk: number) => ({ pk: { S: "a" }, sk: { N: String(sk) } });

describe("an eventually consistent read that is stale", () => {
  let now: number;
  let isStale: boolean;
  let engine: Engine;
  beforeEach(() => {
    now = 100_000;
    isStale = true;
    engine = new Engine({ now: () => now, isStale: () => isStale });
    engine.call("CreateTable", tableRequest);
    engine.call("PutItem", { TableName, Item: { ...key(1), g: { S: "old" } } });
    engine.call("PutItem", { TableName, Item: { ...key(2), g: { S: "old" } } });
    now += 5_000;
    engine.call("PutItem", { TableName, Item: { ...key(1), g: { S: "new" } } });
    engine.call("DeleteItem", { TableName, Key: key(2) });
    engine.call("PutItem", { TableName, Item: { ...key(3), g: { S: "new" } } });
    now += 500;
  });

  const read = (operation: string, request: object) => engine.call(operation, request);
  const g = (items: unknown) =>
    (items as { g: { S: string }; sk: { N: string } }[]).map((each) => [each.sk.N, each.g.S]);
  const old = [
    ["1", "old"],
    ["2", "old"],
  ];
  const current = [
    ["1", "new"],
    ["3", "new"],
  ];
  const values = { ":p": { S: "a" } };
  const byPartition = { TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: values };
  const byIndex = (value: string) => ({
    TableName,
    IndexName: "global",
    KeyConditionExpression: "g = :g",
    ExpressionAttributeValues: { ":g": { S: value } },
  });

  it("returns the items of a second ago, in every kind of read", () => {
    expect(read("GetItem", { TableName, Key: key(3) })).to.deep.equal({});
    expect(g(read("Query", byPartition)["Items"])).to.deep.equal(old);
    expect(g(read("Query", byIndex("old"))["Items"])).to.deep.equal(old);
    expect(g(read("Query", byIndex("new"))["Items"])).to.deep.equal([]);
    expect(g(read("Scan", { TableName })["Items"])).to.deep.equal(old);
    const statement = { Statement: `SELECT * FROM "table" WHERE pk = 'a'` };
    expect(g(read("ExecuteStatement", statement)["Items"])).to.deep.equal(old);
    const batch = read("BatchGetItem", { RequestItems: { [TableName]: { Keys: [key(1)] } } });
    expect(g((batch["Responses"] as Record<string, unknown>)[TableName])).to.deep.equal([["1", "old"]]);
  });

  it("does not affect consistent reads, transactions, conditions and later reads", () => {
    expect(g(read("Query", { ...byPartition, ConsistentRead: true })["Items"])).to.deep.equal(current);
    const { Responses } = read("TransactGetItems", { TransactItems: [{ Get: { TableName, Key: key(3) } }] });
    expect((Responses as object[])[0]).to.have.property("Item");
    const exists = {
      TableName,
      Key: key(3),
      ConditionExpression: "attribute_exists(pk)",
      UpdateExpression: "SET v = :p",
    };
    expect(read("UpdateItem", { ...exists, ExpressionAttributeValues: values })).to.deep.equal({});
    read("Scan", { TableName });
    isStale = false;
    expect(g(read("Query", byPartition)["Items"])).to.deep.equal(current);
    expect(g(read("Query", byIndex("new"))["Items"])).to.deep.equal(current);
  });

  it("returns the current items once a second has passed", () => {
    now += 501;
    expect(g(read("Query", byPartition)["Items"])).to.deep.equal(current);
  });

  it("adds no record to a stream", () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" };
    engine.call("CreateTable", { ...tableRequest, TableName: "streamed", StreamSpecification });
    engine.call("PutItem", { TableName: "streamed", Item: key(1) });
    engine.call("Scan", { TableName: "streamed" });
    const { Table } = engine.call("DescribeTable", { TableName: "streamed" }) as { Table: { LatestStreamArn: string } };
    const StreamArn = Table.LatestStreamArn;
    const { StreamDescription } = engine.call("DescribeStream", { StreamArn }) as {
      StreamDescription: { Shards: { ShardId: string }[] };
    };
    const [{ ShardId } = { ShardId: "" }] = StreamDescription.Shards;
    const { ShardIterator } = engine.call("GetShardIterator", {
      StreamArn,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    expect((engine.call("GetRecords", { ShardIterator })["Records"] as object[]).length).to.equal(1);
  });

  it("stays bounded over many writes", () => {
    for (let n = 0; n < 50_000; n++) engine.call("PutItem", { TableName, Item: key(n % 10) });
    expect(read("Scan", { TableName, Select: "COUNT" })["Count"]).to.equal(10);
  });
});
