import { connect } from "node:net";
import { crc32 } from "node:zlib";
import { DynamoDBClient, CreateTableCommand, PutItemCommand, TransactGetItemsCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { Engine, serve, StorageError, type RunningServer } from "..";

describe("the DynamoDB server", () => {
  let server: RunningServer;
  const engine = new Engine();
  const reported: string[] = [];
  before(async () => {
    server = await serve({ engine, port: 0, report: (text) => reported.push(text) });
  });
  after(() => server.close());

  const headers = {
    Authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request",
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
  };
  const post = (body: string, more: Record<string, string> = {}) =>
    fetch(server.url, { method: "POST", body, headers: { ...headers, ...more } });

  it("serves an SDK", async () => {
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const client = new DynamoDBClient({ endpoint: server.url, region: "eu-west-1", credentials });
    await client.send(
      new CreateTableCommand({
        TableName: "things",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "B" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    const id = { B: Buffer.from("key") };
    await client.send(new PutItemCommand({ TableName: "things", Item: { id, n: { N: "1" } } }));
    const get = { Get: { TableName: "things", Key: { id } } };
    const { Responses } = await client.send(new TransactGetItemsCommand({ TransactItems: [get] }));
    expect(Responses![0]!.Item!["n"]).to.deep.equal({ N: "1" });
    client.destroy();
  });

  it("sends checksum and request id with each response", async () => {
    const response = await post("{}");
    const text = await response.text();
    expect(response.headers.get("content-type")).to.equal("application/x-amz-json-1.0");
    expect(response.headers.get("x-amz-crc32")).to.equal(String(crc32(text)));
    expect(response.headers.get("x-amzn-requestid")).to.match(/^[0-9A-F]{32}$/);
  });

  for (const [what, body, more, status, type] of [
    ["no JSON", "{", {}, 400, "SerializationException"],
    [
      "an unknown operation",
      "{}",
      { "X-Amz-Target": "DynamoDB_20120810.Frobnicate" },
      400,
      "UnknownOperationException",
    ],
    ["no operation", "{}", { "X-Amz-Target": "x" }, 400, "UnknownOperationException"],
    ["no signature", "{}", { Authorization: "" }, 400, "MissingAuthenticationTokenException"],
  ] as const) {
    it(`rejects ${what} with ${type}`, async () => {
      const given: Record<string, string> = { ...headers, ...more };
      if (given["Authorization"] === "") delete given["Authorization"];
      const response = await fetch(server.url, { method: "POST", body, headers: given });
      expect([response.status, ((await response.json()) as { __type: string }).__type.split("#")[1]]).to.deep.equal([
        status,
        type,
      ]);
    });
  }

  it("accepts requests only from pages of this machine", async () => {
    const allowed = async (Origin: string) =>
      (await fetch(server.url, { method: "OPTIONS", headers: { Origin } })).headers.get("access-control-allow-origin");
    expect(await allowed("http://localhost:5173")).to.equal("http://localhost:5173");
    expect(await allowed("https://evil.example")).to.equal(null);
    expect(await allowed("https://localhost.evil.example")).to.equal(null);
  });

  it("rejects host names of other machines", async () => {
    const { hostname, port } = new URL(server.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write("POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
      );
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString())).on("close", () => resolve(text));
    });
    expect(answer.split("\r\n")[0]).to.equal("HTTP/1.1 403 Forbidden");
  });

  it("returns 500 and reports one sentence if the storage fails", async () => {
    const call = engine.call.bind(engine);
    engine.call = () => {
      throw new StorageError("data/log cannot be written (ENOSPC)");
    };
    const response = await post("{}");
    engine.call = call;
    expect([response.status, reported.splice(0)]).to.deep.equal([500, ["data/log cannot be written (ENOSPC)"]]);
  });
});
