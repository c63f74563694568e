import { expect } from "chai";
import { tables } from "../../src/kernel/interfaces/descriptions";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

const table = `new aws.dynamodb.Table("things", {
  name: "things", hashKey: "id", billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }, { name: "kind", type: "S" }, { name: "at", type: "N" }],
  globalSecondaryIndexes: [{ name: "byKind", hashKey: "kind", rangeKey: "at", projectionType: "INCLUDE", nonKeyAttributes: ["size"] }],
  ttl: { attributeName: "expires", enabled: true },
  streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES",
});
new aws.dynamodb.Table("plain", { name: "plain", hashKey: "id", billingMode: "PAY_PER_REQUEST", attributes: [{ name: "id", type: "S" }] });`;

describe("the console's view of a table", () => {
  let started: TestCloud;
  before(async () => {
    started = await startProgram(smallApi({ handler: "exports.handler = async () => 1;", more: table }), [
      "dynamodb:stale=1",
    ]);
    const view = started.cloud.registry.use(tables);
    await view.put("things", { id: { S: "a" }, kind: { S: "x" }, at: { N: "2" }, size: { N: "9" }, note: { S: "n" } });
    await view.put("things", { id: { S: "b" } });
    await view.put("things", { id: { S: "a" }, kind: { S: "x" }, at: { N: "1" } });
  });
  after(() => started.stop());

  const view = () => started.cloud.registry.use(tables);

  it("contains indexes, time to live and stream", async () => {
    const { indexes, expiry, stream } = (await view().page("things", {}))!;
    expect([indexes, expiry, stream]).to.deep.equal([
      [{ name: "byKind", kind: "global", keys: ["kind", "at"], projection: "size" }],
      "expires",
      "NEW_AND_OLD_IMAGES",
    ]);
  });

  it("contains none of them for a table without", async () => {
    expect(await view().page("plain", {})).to.deep.equal({
      rows: [],
      next: undefined,
      indexes: [],
      expiry: undefined,
      stream: undefined,
    });
    expect(view().streamRecords("plain")).to.equal(undefined);
  });

  it("contains the current items, whatever the faults are", async () => {
    const { rows } = (await view().page("things", {}))!;
    expect(rows).to.have.deep.members([{ id: { S: "a" }, kind: { S: "x" }, at: { N: "1" } }, { id: { S: "b" } }]);
  });

  it("contains the newest stream records first", () => {
    const records = view().streamRecords("things") as { eventName: string; dynamodb: { Keys: object } }[];
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys])).to.deep.equal([
      ["MODIFY", { id: { S: "a" } }],
      ["INSERT", { id: { S: "b" } }],
      ["INSERT", { id: { S: "a" } }],
    ]);
  });

  it("is undefined for a table that is not declared", async () => {
    expect([await view().page("other", {}), view().streamRecords("other")]).to.deep.equal([undefined, undefined]);
  });
});
