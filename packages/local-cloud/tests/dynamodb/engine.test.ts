import { expect } from "chai";
import { DynamoDbEngine } from "../../src/dynamodb/engine";
import { declareTables } from "../../src/dynamodb/tables";
import { streamLabel } from "../../src/dynamodb/types";
import { systemClock } from "../../src/kernel/clock";
import type { Declared } from "../../src/kernel/resources";

const table = {
  type: "aws:dynamodb/table:Table",
  state: { name: "things", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" },
} as unknown as Declared;

describe("the DynamoDB engine", () => {
  let engine: DynamoDbEngine;
  let now = Date.UTC(2026, 0, 1);
  let sweep: () => void;
  const clock = {
    ...systemClock,
    now: () => now,
    every: (_: number, act: () => void) => ((sweep = act), () => undefined),
  };
  const call = (operation: string, body: object) => {
    const answer = engine.call(operation, { TableName: "things", ...body });
    return [answer.statusCode, answer.body] as [number, any];
  };
  const declare = (state: object) => declareTables(engine, [{ ...table, state: { ...table.state, ...state } }]);
  const described = () => call("DescribeTable", {})[1].Table;
  const failed = (more: object = {}) => [
    400,
    {
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "The conditional request failed",
      ...more,
    },
  ];
  before(() => {
    engine = DynamoDbEngine.open({ clock });
    declareTables(engine, [table]);
    call("PutItem", { Item: { id: { S: "a" }, n: { N: "1" } } });
  });
  after(() => engine.close());

  const guarded = {
    Key: { id: { S: "a" } },
    ConditionExpression: "n = :n",
    ExpressionAttributeValues: { ":n": { N: "2" } },
  };

  it("returns the old item of a failed condition if requested", () => {
    const asked = { ...guarded, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    expect(call("DeleteItem", asked)).to.deep.equal(failed({ Item: { id: { S: "a" }, n: { N: "1" } } }));
    expect(call("UpdateItem", { ...asked, UpdateExpression: "ADD n :n" })).to.deep.equal(
      failed({ Item: { id: { S: "a" }, n: { N: "1" } } }),
    );
  });

  it("returns no item if not requested", () => {
    expect(call("DeleteItem", guarded)).to.deep.equal(failed());
    expect(call("DeleteItem", { ...guarded, ReturnValuesOnConditionCheckFailure: "NONE" })).to.deep.equal(failed());
  });

  it("returns no item if there was none", () => {
    const asked = { ...guarded, Key: { id: { S: "b" } }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    expect(call("DeleteItem", asked)).to.deep.equal(failed());
  });

  it("keeps a table that is declared again, and rejects another key", () => {
    declareTables(engine, [table]);
    expect(call("GetItem", { Key: { id: { S: "a" } } })[1].Item.n).to.deep.equal({ N: "1" });
    let error: string | undefined;
    try {
      declare({ hashKey: "pk", attributes: [{ name: "pk", type: "S" }] });
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    expect(error).to.match(
      /^table things in --data has the key .*"id".*, the program declares .*"pk".*: use another folder$/,
    );
  });

  it("adds, changes and removes indexes as declared later", () => {
    const attributes = ["id", "kind", "day"].map((name) => ({ name, type: "S" }));
    call("PutItem", { Item: { id: { S: "i" }, kind: { S: "note" }, day: { S: "1" } } });
    const query = {
      IndexName: "byKind",
      KeyConditionExpression: "kind = :k",
      ExpressionAttributeValues: { ":k": { S: "note" } },
    };
    const index = { name: "byKind", hashKey: "kind", projectionType: "KEYS_ONLY" };
    declare({ attributes: attributes.slice(0, 2), globalSecondaryIndexes: [index] });
    expect(call("Query", query)[1].Items).to.deep.equal([{ id: { S: "i" }, kind: { S: "note" } }]);
    declare({ attributes, globalSecondaryIndexes: [{ ...index, rangeKey: "day" }] });
    expect(call("Query", query)[1].Items).to.deep.equal([{ id: { S: "i" }, kind: { S: "note" }, day: { S: "1" } }]);
    declare({});
    expect(call("Query", query)[1].message).to.equal("The table does not have the specified index: byKind");
    expect(described().AttributeDefinitions).to.deep.equal([{ AttributeName: "id", AttributeType: "S" }]);
  });

  it("applies the declared billing mode, stream, protection and recovery", () => {
    declare({
      billingMode: "PROVISIONED",
      readCapacity: 2,
      writeCapacity: 3,
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true },
    });
    const table = described();
    expect(table.ProvisionedThroughput).to.deep.include({ ReadCapacityUnits: 2, WriteCapacityUnits: 3 });
    expect(table).to.deep.include({
      DeletionProtectionEnabled: true,
      LatestStreamArn: `arn:aws:dynamodb:us-east-1:123456789012:table/things/stream/${streamLabel}`,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    const [, { ContinuousBackupsDescription: backups }] = call("DescribeContinuousBackups", {});
    expect(backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus).to.equal("ENABLED");
    declare({});
    expect(described()).to.not.have.any.keys("StreamSpecification");
    expect(described().BillingModeSummary.BillingMode).to.equal("PAY_PER_REQUEST");
  });

  it("applies the declared tags, class, units, maxima and encryption", () => {
    const settings = () => {
      const {
        ProvisionedThroughput: units,
        TableClassSummary,
        OnDemandThroughput,
        SSEDescription,
        TableArn,
      } = described();
      const [, { Tags }] = call("ListTagsOfResource", { ResourceArn: TableArn });
      const { ReadCapacityUnits: read } = units;
      return [Tags, TableClassSummary?.TableClass, read, OnDemandThroughput, SSEDescription?.KMSMasterKeyArn];
    };
    const key = "arn:aws:kms:us-east-1:123456789012:key/one";
    const maxima = { maxReadRequestUnits: 10, maxWriteRequestUnits: 5 };
    declare({
      tags: { team: "a", old: "x" },
      tableClass: "STANDARD_INFREQUENT_ACCESS",
      onDemandThroughput: maxima,
      serverSideEncryption: { enabled: true, kmsKeyArn: key },
    });
    const tag = (Key: string, Value: string) => ({ Key, Value });
    const units = { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 5 };
    expect(settings()).to.deep.equal([
      [tag("team", "a"), tag("old", "x")],
      "STANDARD_INFREQUENT_ACCESS",
      0,
      units,
      key,
    ]);
    declare({ tags: { team: "b" }, onDemandThroughput: { ...maxima, maxReadRequestUnits: 20 } });
    expect(settings()).to.deep.equal([
      [tag("team", "b")],
      "STANDARD",
      0,
      { ...units, MaxReadRequestUnits: 20 },
      undefined,
    ]);
    declare({ billingMode: "PROVISIONED", readCapacity: 2, writeCapacity: 3 });
    declare({ billingMode: "PROVISIONED", readCapacity: 4, writeCapacity: 3 });
    expect(settings().slice(0, 3)).to.deep.equal([[], "STANDARD", 4]);
    declare({});
  });

  it("removes expired items on the run's clock, and marks them in the stream as removed by the service", () => {
    declare({ ttl: { attributeName: "ends", enabled: true }, streamEnabled: true, streamViewType: "KEYS_ONLY" });
    const Key = { id: { S: "t" } };
    call("PutItem", { Item: { ...Key, ends: { N: String(now / 1000 + 30) } } });
    now += 30_000;
    expect(call("GetItem", { Key })[1]).to.have.property("Item");
    sweep();
    expect(call("GetItem", { Key })[1]).to.deep.equal({});
    const StreamArn = described().LatestStreamArn;
    const [{ ShardId }] = call("DescribeStream", { StreamArn })[1].StreamDescription.Shards;
    const asked = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    const [, { ShardIterator }] = call("GetShardIterator", asked);
    const records = call("GetRecords", { ShardIterator })[1].Records;
    expect(records.map(({ eventName, userIdentity }: any) => [eventName, userIdentity])).to.deep.equal([
      ["INSERT", undefined],
      ["REMOVE", { type: "Service", principalId: "dynamodb.amazonaws.com" }],
    ]);
    declare({});
    expect(call("DescribeTimeToLive", {})[1].TimeToLiveDescription).to.deep.equal({
      TimeToLiveStatus: "DISABLED",
    });
  });
});
