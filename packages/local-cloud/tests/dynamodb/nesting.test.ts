import { expect } from "chai";
import { sendSigned, startTables } from "../support/signedRequest";

describe("a request that is nested deeply", () => {
  let access: Awaited<ReturnType<typeof startTables>>;
  before(async () => {
    access = await startTables(["deep"], `[{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }]`);
  });
  after(() => access.started.stop());

  /** Returns JSON text of a string within alternating lists and maps. */
  const nested = (levels: number) => {
    const open = Array.from({ length: levels }, (_, i) => (i % 2 === 0 ? '{"M":{"a":' : '{"L":['));
    const close = open.map((text) => (text.startsWith('{"M') ? "}}" : "]}")).reverse();
    return [...open, '{"S":"x"}', ...close].join("");
  };
  const maps = (levels: number) => '{"M":{"M":'.repeat(levels) + '{"S":"x"}' + "}}".repeat(levels);
  const tooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
  const put = (value: string) => `{"TableName":"deep","Item":{"id":{"S":"1"},"M":${value}}}`;
  const update = (value: string) =>
    `{"TableName":"deep","Key":{"id":{"S":"1"}},"UpdateExpression":"SET d = :v","ExpressionAttributeValues":{":v":${value}}}`;
  const batch = (value: string) => `{"RequestItems":{"deep":[{"PutRequest":{"Item":{"id":{"S":"1"},"L":${value}}}}]}}`;
  const attributeUpdate = (value: string) =>
    `{"TableName":"deep","Key":{"id":{"S":"1"}},"AttributeUpdates":{"d":{"Action":"PUT","Value":${value}}}}`;

  for (const [operation, body] of [
    ["PutItem", put],
    ["UpdateItem", update],
    ["BatchWriteItem", batch],
    ["UpdateItem", attributeUpdate],
  ] as const) {
    it(`is executed by ${operation} up to 32 levels and rejected beyond, with DynamoDB's message`, async () => {
      for (const value of [nested(31), maps(31)]) {
        const { status, message } = await sendSigned(access, { operation, body: body(value) });
        expect([status, message]).to.deep.equal([200, undefined]);
      }
      for (const value of [
        nested(32),
        maps(32),
        maps(31).replace('{"S":"x"}', '{"L":[]}'),
        nested(5_000),
        maps(100_000),
      ]) {
        const { status, type, message } = await sendSigned(access, { operation, body: body(value) });
        expect([status, type, message]).to.deep.equal([400, "ValidationException", tooDeep]);
      }
    });
  }

  it("is rejected if an update would nest an item too deeply", async () => {
    const value = (levels: number): object => (levels === 0 ? { S: "x" } : { M: { a: value(levels - 1) } });
    const item = { id: { S: "3" }, d: value(20) };
    await sendSigned(access, { operation: "PutItem", body: { TableName: "deep", Item: item } });
    const path = ["d", ...Array<string>(19).fill("a")].join(".");
    const update = (levels: number) => ({
      TableName: "deep",
      Key: { id: { S: "3" } },
      UpdateExpression: `SET ${path}.b = :v`,
      ExpressionAttributeValues: { ":v": value(levels) },
    });
    expect((await sendSigned(access, { operation: "UpdateItem", body: update(11) })).status).to.equal(200);
    const refused = await sendSigned(access, { operation: "UpdateItem", body: update(12) });
    expect([refused.status, refused.message]).to.deep.equal([400, tooDeep]);
    const list = {
      ...update(12),
      UpdateExpression: `SET ${path}.c = list_append(:l, :l)`,
      ExpressionAttributeValues: { ":l": { L: [value(11)] } },
    };
    expect((await sendSigned(access, { operation: "UpdateItem", body: list })).message).to.equal(tooDeep);
  });

  it("is rejected wherever it is nested, without a message about --data", async () => {
    for (const body of [
      `{"TableName":"deep","Item":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
      `{"a":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`,
      `{"RequestItems":{"Key":{"Keys":${"[".repeat(5_000)}${"]".repeat(5_000)}}}}`,
    ]) {
      const { status, type } = await sendSigned(access, { operation: "PutItem", body });
      expect([status, type]).to.deep.equal([400, "ValidationException"]);
    }
    const expression = `{"TableName":"deep","FilterExpression":"${"(".repeat(5_000)}"}`;
    expect((await sendSigned(access, { operation: "Scan", body: expression })).status).to.equal(400);
    expect(access.started.logs.filter(({ text }) => text.includes("--data"))).to.deep.equal([]);
  });

  it("stores items whose attributes have names of types", async () => {
    const body = { TableName: "deep", Item: { id: { S: "2" }, M: { M: { L: { L: [{ M: { S: { S: "x" } } }] } } } } };
    expect((await sendSigned(access, { operation: "PutItem", body })).status).to.equal(200);
  });
});
