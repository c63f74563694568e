import { expect } from "chai";
import { fakeDynamoDb, loadArtefact, requestId, type Artefact, type FakeDynamoDb } from "../support/artefact";

const id = "6f1f4c8e-0c5e-4c39-8d0e-0123456789ab";
const item = {
  id: { S: id },
  name: { S: "a" },
  description: { S: "" },
  createdAt: { S: "2026-01-02T03:04:05.678Z" },
  updatedAt: { S: "2026-01-02T03:04:05.678Z" },
  version: { N: "3" },
};

describe("the archive of a route", () => {
  let dynamodb: FakeDynamoDb;
  const artefacts: Artefact[] = [];
  const load = async (route: string, variables?: Record<string, string>) => {
    const artefact = await loadArtefact(route, dynamodb.endpoint, variables);
    artefacts.push(artefact);
    return artefact;
  };

  beforeEach(async () => {
    dynamodb = await fakeDynamoDb();
  });
  afterEach(async () => {
    await Promise.all(artefacts.splice(0).map((artefact) => artefact.stop()));
    await dynamodb.stop();
  });

  it("of getItem returns an item with its entity tag, with one request to DynamoDB", async () => {
    dynamodb.answer.body = { Item: item };
    const getItem = await load("getItem");
    const answer = await getItem.answer({ pathParameters: { id } });
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.deep.equal({
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Expose-Headers": "ETag, Retry-After, x-amzn-RequestId",
      "Cache-Control": "no-store",
      "Content-Type": "application/json",
      ETag: '"3-mjwaidke"',
    });
    expect(answer.json).to.deep.equal({
      id,
      name: "a",
      description: "",
      createdAt: "2026-01-02T03:04:05.678Z",
      updatedAt: "2026-01-02T03:04:05.678Z",
      version: 3,
    });
    expect(dynamodb.operations).to.deep.equal(["GetItem"]);
  });

  it("warms the SDK up during init without a connection, and ignores a failure of that", async () => {
    dynamodb.answer.body = { Item: item };
    const getItem = await load("getItem");
    expect(dynamodb.connections).to.equal(0);
    expect((await getItem.answer({ pathParameters: { id } })).statusCode).to.equal(200);
    const lost = await load("getItem", { AWS_REGION: "" });
    const outcome = await lost.call({ pathParameters: { id } });
    expect(outcome)
      .to.have.nested.property("failure.errorMessage")
      .that.matches(/^Region not accepted: region=""/);
  });

  it("of getItem returns 304 without a body for the current entity tag", async () => {
    dynamodb.answer.body = { Item: item };
    const getItem = await load("getItem");
    const answer = await getItem.answer({ pathParameters: { id }, headers: { "if-none-match": 'W/"3-mjwaidke"' } });
    expect([answer.statusCode, answer.body]).to.deep.equal([304, ""]);
  });

  it("sends no request to DynamoDB for an id that is not a UUID", async () => {
    const getItem = await load("getItem");
    const answer = await getItem.answer({ pathParameters: { id: ":v" } });
    expect(answer.statusCode).to.equal(404);
    expect(answer.json).to.deep.equal({ error: "Item not found", requestId });
    expect(dynamodb.operations).to.deep.equal([]);
  });

  it("returns 503 with Retry-After after three throttled attempts", async () => {
    dynamodb.answer = {
      statusCode: 400,
      body: { __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException", message: "slow" },
    };
    const listItems = await load("listItems");
    const answer = await listItems.answer({});
    expect(answer.statusCode).to.equal(503);
    expect(answer.headers?.["Retry-After"]).to.equal("1");
    expect(answer.json).to.deep.equal({ error: "Service unavailable", requestId });
    expect(dynamodb.operations).to.deep.equal(["Scan", "Scan", "Scan"]);
  });

  it("returns 503 if DynamoDB cannot be reached", async () => {
    const listItems = await load("listItems", { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" });
    expect((await listItems.answer({})).statusCode).to.equal(503);
  });

  it("logs an unexpected error once with the request id and rethrows it, so that Lambda counts it", async () => {
    dynamodb.answer = {
      statusCode: 400,
      body: { __type: "com.amazon.coral.service#AccessDeniedException", message: "no" },
    };
    const listItems = await load("listItems");
    const outcome = await listItems.call({});
    expect(outcome.kind === "failure" && outcome.failure.errorType).to.equal("AccessDeniedException");
    const lines = listItems.logs
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      lines.map(({ level, message, route, requestId: logged }) => ({ level, message, route, logged })),
    ).to.deep.equal([{ level: "ERROR", message: "request failed", route: "listItems", logged: requestId }]);
  });

  it("logs one line per request, with the key's id but without key and body", async () => {
    const createItem = await load("createItem");
    await createItem.answer({
      headers: { "x-api-key": "the-key" },
      body: '{"name":"the-name"}',
      requestContext: { requestId, stage: "v1", identity: { apiKeyId: "key-id", apiKey: "the-key" } } as never,
    });
    expect(createItem.logs).to.have.length(1);
    const { timestamp: _t, durationMs: _d, ...line } = JSON.parse(createItem.logs[0]!) as Record<string, unknown>;
    expect(line).to.deep.equal({
      apiKeyId: "key-id",
      coldStart: true,
      level: "INFO",
      message: "request",
      requestId,
      route: "createItem",
      sampling_rate: 0,
      service: "items-api",
      status: 201,
    });
    expect(createItem.logs[0]).to.not.match(/the-key|the-name/);
  });

  it("reuses its client and connection in later calls", async () => {
    const listItems = await load("listItems");
    await listItems.answer({});
    await listItems.answer({});
    expect(dynamodb.operations).to.deep.equal(["Scan", "Scan"]);
    expect(dynamodb.connections).to.equal(1);
  });

  it("returns CORS headers to listed origins only", async () => {
    const listItems = await load("listItems", { CORS_ORIGINS: "https://a.example https://b.example" });
    const cors = async (headers: Record<string, string>) => {
      const answer = await listItems.answer({ headers });
      return [answer.headers?.["Access-Control-Allow-Origin"], answer.headers?.["Vary"]];
    };
    expect(await cors({ origin: "https://b.example" })).to.deep.equal(["https://b.example", "Origin"]);
    expect(await cors({ origin: "https://c.example" })).to.deep.equal([undefined, undefined]);
    expect(await cors({})).to.deep.equal([undefined, undefined]);
  });
});

describe("the input of createItem", () => {
  let dynamodb: FakeDynamoDb;
  let createItem: Artefact;
  before(async () => {
    dynamodb = await fakeDynamoDb();
    createItem = await loadArtefact("createItem", dynamodb.endpoint);
  });
  after(async () => {
    await createItem.stop();
    await dynamodb.stop();
  });

  const json = (value: unknown) => ({ body: JSON.stringify(value) });
  const refused: [string, Record<string, unknown>, number, string][] = [
    ["no body", { body: null }, 400, "request body must be a JSON object"],
    ["a list", json([]), 400, "request body must be a JSON object"],
    ["null", json(null), 400, "request body must be a JSON object"],
    ["broken JSON", { body: "{" }, 400, "request body is not valid JSON"],
    ["no name", json({}), 400, "name is required"],
    ["a name that is no text", json({ name: 1 }), 400, "name must be a string"],
    ["a null name", json({ name: null }), 400, "name must be a string"],
    [
      "an empty name",
      json({ name: "" }),
      400,
      "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
    ],
    [
      "a blank name",
      json({ name: " \n\u3000" }),
      400,
      "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
    ],
    [
      "a long name",
      json({ name: "x".repeat(257) }),
      400,
      "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
    ],
    [
      "NUL in the name",
      json({ name: "a\0b" }),
      400,
      "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
    ],
    [
      "a lone surrogate",
      { body: '{"name":"\\ud800"}' },
      400,
      "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
    ],
    ["a null description", json({ name: "a", description: null }), 400, "description must be a string"],
    [
      "a long description",
      json({ name: "a", description: "x".repeat(4097) }),
      400,
      "description must be at most 4096 characters, without NUL or lone surrogates",
    ],
    ["a large body", json({ name: "a", more: "x".repeat(65_536) }), 413, "request body is too large"],
    [
      "text",
      { ...json({ name: "a" }), headers: { "Content-Type": "text/plain" } },
      415,
      "Content-Type must be application/json",
    ],
    [
      "another charset",
      { ...json({ name: "a" }), headers: { "Content-Type": "application/json; charset=latin1" } },
      415,
      "Content-Type must be application/json",
    ],
    [
      "invalid UTF-8",
      { body: Buffer.from([0x7b, 0xff, 0x7d]).toString("base64"), isBase64Encoded: true },
      400,
      "request body is not valid UTF-8",
    ],
  ];
  for (const [name, event, statusCode, message] of refused) {
    it(`rejects ${name} with ${statusCode}`, async () => {
      const answer = await createItem.answer(event);
      expect(answer.statusCode).to.equal(statusCode);
      expect(answer.json).to.deep.equal({ error: message, requestId });
    });
  }

  const accepted: [string, Record<string, unknown>, { name: string; description: string }][] = [
    ["256 code points outside the BMP", json({ name: "😀".repeat(256) }), { name: "😀".repeat(256), description: "" }],
    ["a name in blanks, trimmed", json({ name: " a b " }), { name: "a b", description: "" }],
    ["unknown fields, ignored", json({ name: "a", id: "x", version: 9, price: 1e400 }), { name: "a", description: "" }],
    [
      "a +json type",
      { ...json({ name: "a" }), headers: { "content-type": "application/merge-patch+json" } },
      { name: "a", description: "" },
    ],
    [
      "base64 with a charset",
      {
        body: Buffer.from('{"name":"é"}').toString("base64"),
        isBase64Encoded: true,
        headers: { "Content-Type": "application/json; charset=UTF-8" },
      },
      { name: "é", description: "" },
    ],
  ];
  for (const [name, event, fields] of accepted) {
    it(`accepts ${name}`, async () => {
      const answer = await createItem.answer(event);
      expect(answer.statusCode).to.equal(201);
      const { id: newId, createdAt, updatedAt, ...rest } = answer.json as Record<string, string>;
      expect(rest).to.deep.equal({ ...fields, version: 1 });
      expect(updatedAt).to.equal(createdAt);
      expect(createdAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(answer.headers?.["Location"]).to.equal(`/v1/items/${newId}`);
    });
  }
});
