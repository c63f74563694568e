import { expect } from "chai";
import { ApiError, createClient, type ConnectionError } from "../../../client/src";
import { clientOf, failure, json } from "./support";

const rejection = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("the call returned"),
    (error: unknown) => error,
  );

describe("a call of a client", () => {
  it("sends path, query, headers and a JSON body", async () => {
    const { client, sent } = clientOf([json(201, {}), json(200, {}), json(200, {})], { apiKey: "k", token: "t" });
    await client("POST /rooms", { body: { name: "blue" } });
    await client("GET /rooms", { query: { limit: 2, cursor: undefined } });
    await client("PUT /rooms/{id}", { params: { id: "a/b ü" }, headers: { "X-Team": "x" }, ifMatch: '"1"' });
    const identity = { "x-api-key": "k", authorization: "Bearer t" };
    expect(sent).to.deep.equal([
      {
        method: "POST",
        url: "https://api.example.com/v1/rooms",
        headers: { ...identity, "content-type": "application/json", "idempotency-key": "key-1" },
        body: '{"name":"blue"}',
      },
      { method: "GET", url: "https://api.example.com/v1/rooms?limit=2", headers: identity, body: undefined },
      {
        method: "PUT",
        url: "https://api.example.com/v1/rooms/a%2Fb%20%C3%BC",
        headers: { ...identity, "if-match": '"1"', "x-team": "x" },
        body: undefined,
      },
    ]);
  });

  it("reads key and token from functions, for each attempt", async () => {
    let token = 0;
    const options = { apiKey: () => Promise.resolve("k"), token: () => `t${(token += 1)}` };
    const { client, sent } = clientOf([failure(503), json(200, {})], options);
    await client("GET /rooms");
    expect(sent.map(({ headers }) => headers["authorization"])).to.deep.equal(["Bearer t1", "Bearer t2"]);
    expect(sent.map(({ headers }) => headers["x-api-key"])).to.deep.equal(["k", "k"]);
  });

  it("sends no header for a key that is undefined", async () => {
    const { client, sent } = clientOf([json(200, {})], { apiKey: () => undefined });
    await client("GET /rooms");
    expect(sent[0]!.headers).to.deep.equal({});
  });

  for (const id of ["", ".", ".."]) {
    it(`rejects the path value ${JSON.stringify(id)}, which would lead to another path`, async () => {
      const { client, sent } = clientOf([]);
      const error = (await rejection(client("GET /rooms/{id}", { params: { id } }))) as Error;
      expect([error.name, error.message, sent.length]).to.deep.equal([
        "TypeError",
        `GET /rooms/{id}: params.id is ${JSON.stringify(id)}, which a path cannot contain`,
        0,
      ]);
    });
  }

  for (const [options, message] of [
    [{ baseUrl: "api.example.com" }, 'baseUrl is "api.example.com", and must be an http or https URL without a query'],
    [
      { baseUrl: "https://a/v1?x=1" },
      'baseUrl is "https://a/v1?x=1", and must be an http or https URL without a query',
    ],
    [{ baseUrl: "https://a", maxAttempts: 0 }, "maxAttempts is 0, and must be an integer of at least 1"],
    [{ baseUrl: "https://a", timeoutMillis: -1 }, "timeoutMillis is -1, and must not be negative"],
    [{ baseUrl: "https://a", timeoutMillis: NaN }, "timeoutMillis is NaN, and must not be negative"],
  ] as const) {
    it(`rejects the options ${JSON.stringify(options)}`, () => {
      expect(() => createClient<readonly []>(options)).to.throw(TypeError, message);
    });
  }

  it("accepts a base URL with a slash at its end", async () => {
    const { client, sent } = clientOf([json(200, {})], { baseUrl: "https://a.example/v1/" });
    await client("GET /rooms");
    expect(sent[0]!.url).to.equal("https://a.example/v1/rooms");
  });
});

describe("an answer to a client", () => {
  it("has status, body, entity tag and request id", async () => {
    const { client } = clientOf([json(200, { name: "blue" }, { ETag: '"1"', "x-amzn-RequestId": "r" })]);
    const { status, body, etag, requestId } = await client("GET /rooms/{id}", { params: { id: "a" } });
    expect({ status, body, etag, requestId }).to.deep.equal({
      status: 200,
      body: { name: "blue" },
      etag: '"1"',
      requestId: "r",
    });
  });

  const bytes = new Uint8Array([0, 255, 10]);
  for (const [type, sent, body] of [
    ["application/json; charset=utf-8", "[1]", [1]],
    ["application/problem+json", '{"a":1}', { a: 1 }],
    ["application/json", "", undefined],
    ["text/csv", "id\n1\n", "id\n1\n"],
    ["text/html; charset=utf-8", "", ""],
    ["application/xml", "<a/>", "<a/>"],
    ["image/svg+xml", "<svg/>", "<svg/>"],
    ["application/pdf", bytes, bytes],
    ["image/png", "", undefined],
  ] as const) {
    it(`of type ${type} is read as ${body === undefined ? "undefined" : body.constructor.name}`, async () => {
      const { client } = clientOf([new Response(sent, { status: 200, headers: { "Content-Type": type } })]);
      expect((await client("GET /rooms/{id}", { params: { id: "a" } })).body).to.deep.equal(body);
    });
  }

  it("with an expected status is returned", async () => {
    const { client } = clientOf([new Response(null, { status: 304, headers: { ETag: '"1"' } }), failure(412)]);
    const same = await client("GET /rooms/{id}", { params: { id: "a" }, ifNoneMatch: '"1"', expected: [304] });
    const changed = await client("PUT /rooms/{id}", { params: { id: "a" }, ifMatch: '"1"', expected: [412] });
    expect([same.status, same.body, same.etag]).to.deep.equal([304, undefined, '"1"']);
    expect([changed.status, changed.body]).to.deep.equal([412, { error: "sentence of 412", requestId: "request-1" }]);
  });

  it("with any other status is an ApiError with the sentence, the declared name and the request id", async () => {
    const { client } = clientOf([failure(409, {}, "roomIsOpen")]);
    const error = (await rejection(client("POST /rooms/{id}/open", { params: { id: "a" } }))) as ApiError;
    expect(error).to.be.instanceOf(ApiError);
    const { name, message, status, code, requestId, operation } = error;
    expect({ name, message, status, code, requestId, operation }).to.deep.equal({
      name: "ApiError",
      message: "sentence of 409",
      status: 409,
      code: "roomIsOpen",
      requestId: "request-1",
      operation: "POST /rooms/{id}/open",
    });
  });

  for (const [what, response] of [
    ["a redirect", new Response(null, { status: 302, headers: { Location: "https://other.example" } })],
    [
      "a page of a proxy",
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }),
    ],
    ["JSON that is no object", json(404, null)],
  ] as const) {
    it(`that is ${what} is an ApiError with method, path and status`, async () => {
      const error = (await rejection(clientOf([response]).client("GET /rooms"))) as ApiError;
      expect([error.message, error.code]).to.deep.equal([`GET /rooms answered ${response.status}`, undefined]);
    });
  }

  it("of malformed JSON is a ConnectionError", async () => {
    const { client, timers } = clientOf([new Response("{", { headers: { "Content-Type": "application/json" } })]);
    const error = (await rejection(client("GET /rooms"))) as ConnectionError;
    expect([error.reason, error.message, timers()]).to.deep.equal([
      "invalid body",
      "GET /rooms: the body of the answer is not valid JSON",
      0,
    ]);
  });

  it("whose body breaks off is a ConnectionError", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
    const { client } = clientOf([new Response(body, { headers: { "Content-Type": "application/json" } })]);
    const error = (await rejection(client("GET /rooms"))) as ConnectionError;
    expect([error.reason, (error.cause as Error).message]).to.deep.equal(["network", "terminated"]);
  });
});

describe("the pages of a client", () => {
  const first = () => json(200, { rooms: ["a", "b"], nextCursor: "c1" });
  const second = () => json(200, { rooms: [], nextCursor: "c2" });
  const third = () => json(200, { rooms: ["c"] });

  it("follow nextCursor, and keep the other values of the query", async () => {
    const { client, sent } = clientOf([first(), second(), third()]);
    const pages: unknown[] = [];
    for await (const { rooms } of client.pages("GET /rooms", { query: { limit: 2 } })) pages.push(rooms);
    expect(pages).to.deep.equal([["a", "b"], [], ["c"]]);
    expect(sent.map(({ url }) => new URL(url).search)).to.deep.equal([
      "?limit=2",
      "?limit=2&cursor=c1",
      "?limit=2&cursor=c2",
    ]);
  });

  it("give their entries one by one, and request no page that the loop does not reach", async () => {
    const { client, sent } = clientOf([first(), second(), third()]);
    for await (const entry of client.entries("GET /rooms")) if (entry === "b") break;
    expect(sent).to.have.length(1);
    const all: string[] = [];
    for await (const entry of client.entries("GET /rooms", { query: { cursor: "c1" } })) all.push(entry);
    expect([all, sent.length]).to.deep.equal([["c"], 3]);
  });

  it("end with an error for a page that leads to itself", async () => {
    const { client } = clientOf([first(), first()]);
    const read = async () => {
      for await (const _page of client.pages("GET /rooms")) continue;
    };
    expect(((await rejection(read())) as Error).message).to.equal(
      "GET /rooms: the page after c1 has the same nextCursor",
    );
  });
});
