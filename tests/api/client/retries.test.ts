import { expect } from "chai";
import type { ApiError, ConnectionError } from "../../../client/src";
import { clientOf, failure, json, type Reply, type Tried } from "./support";

const rejection = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("the call returned"),
    (error: unknown) => error,
  );

const calls = {
  "GET /rooms": ({ client }: Tried) => client("GET /rooms"),
  "PUT /rooms/{id}": ({ client }: Tried) => client("PUT /rooms/{id}", { params: { id: "a" } }),
  "POST /rooms": ({ client }: Tried) => client("POST /rooms", { body: { name: "blue" } }),
  "POST /rooms/{id}/open": ({ client }: Tried) => client("POST /rooms/{id}/open", { params: { id: "a" } }),
};

describe("the retries of a client", () => {
  const table: readonly [string, Reply, number[]][] = [
    ["429 with Retry-After in seconds", failure(429, { "Retry-After": "2" }), [2_100]],
    ["503 with Retry-After in seconds", failure(503, { "Retry-After": "1" }), [1_100]],
    ["503 with a date", failure(503, { "Retry-After": "Thu, 01 Jan 2026 00:00:03 GMT" }), [3_100]],
    ["503 with a past date", failure(503, { "Retry-After": "Wed, 31 Dec 2025 00:00:00 GMT" }), [100]],
    ["503 without Retry-After", failure(503), [100]],
    ["503 with a Retry-After that is no time", failure(503, { "Retry-After": "soon" }), [100]],
    ["a failed connection", new TypeError("fetch failed"), [100]],
  ];
  for (const [name, reply, waits] of table) {
    it(`repeat a GET after ${name}`, async () => {
      const clone = reply instanceof Response ? reply.clone() : reply;
      const tried = clientOf([clone, json(200, { rooms: ["blue"] })]);
      expect((await calls["GET /rooms"](tried)).body).to.deep.equal({ rooms: ["blue"] });
      expect(tried.waits).to.deep.equal(waits);
      expect(tried.sent).to.have.length(2);
    });
  }

  for (const [name, status, headers] of [
    ["a 429 without Retry-After, which is a used-up quota", 429, {}],
    ["a Retry-After of more than 30 s", 503, { "Retry-After": "31" }],
    ["a 500", 500, {}],
    ["a 504", 504, {}],
    ["a 409", 409, { "Retry-After": "1" }],
  ] as const) {
    it(`do not repeat ${name}`, async () => {
      const tried = clientOf([failure(status, headers)]);
      const error = (await rejection(calls["GET /rooms"](tried))) as ApiError;
      expect([error.name, error.status, tried.sent.length]).to.deep.equal(["ApiError", status, 1]);
    });
  }

  for (const [name, call, attempts] of [
    ["GET", calls["GET /rooms"], 4],
    ["PUT", calls["PUT /rooms/{id}"], 4],
    ["POST with an Idempotency-Key", calls["POST /rooms"], 4],
    ["POST without an Idempotency-Key", calls["POST /rooms/{id}/open"], 1],
  ] as const) {
    it(`send a ${name} that fails every time ${attempts} times`, async () => {
      for (const reply of [() => failure(503), () => new TypeError("fetch failed")]) {
        const tried = clientOf(Array.from({ length: 5 }, (): Reply => reply()));
        await rejection(call(tried));
        expect(tried.sent).to.have.length(attempts);
        expect(tried.waits).to.deep.equal([100, 200, 400].slice(0, attempts - 1));
      }
    });
  }

  it("send the same Idempotency-Key with each attempt of a call, and another with each call", async () => {
    const tried = clientOf([failure(503), json(201, {}), json(201, {}), json(201, {})]);
    await calls["POST /rooms"](tried);
    await calls["POST /rooms"](tried);
    await tried.client("POST /rooms", { body: { name: "blue" }, idempotencyKey: "order-1" });
    const keys = tried.sent.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).to.deep.equal(["key-1", "key-1", "key-2", "order-1"]);
  });

  it("stop after maxAttempts", async () => {
    const tried = clientOf([failure(503), failure(503)], { maxAttempts: 1 });
    await rejection(calls["GET /rooms"](tried));
    expect(tried.sent).to.have.length(1);
  });

  it("have a backoff of at most 10 s", async () => {
    const tried = clientOf(
      Array.from({ length: 9 }, () => failure(503)),
      { maxAttempts: 9 },
    );
    await rejection(calls["GET /rooms"](tried));
    expect(tried.waits.slice(-3)).to.deep.equal([3_200, 5_000, 5_000]);
  });

  it("end when the caller aborts, with the reason of the signal", async () => {
    const controller = new AbortController();
    const reason = new Error("the page is closed");
    const wait = () => {
      controller.abort(reason);
      return Promise.resolve();
    };
    const tried = clientOf([failure(503)], { tools: { wait } });
    expect(await rejection(tried.client("GET /rooms", { signal: controller.signal }))).to.equal(reason);
    expect([tried.sent.length, tried.timers()]).to.deep.equal([1, 0]);
  });

  it("send nothing for a signal that is aborted already", async () => {
    const reason = new Error("too late");
    const tried = clientOf([]);
    expect(await rejection(tried.client("GET /rooms", { signal: AbortSignal.abort(reason) }))).to.equal(reason);
    expect([tried.sent.length, tried.timers()]).to.deep.equal([0, 0]);
  });

  it("end when the time of the call is over, without another attempt", async () => {
    const hang = ({ signal }: RequestInit) =>
      new Promise<Response>((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason as Error)));
    const tried: Tried = clientOf([
      (init) => {
        queueMicrotask(tried.timeOut);
        return hang(init);
      },
    ]);
    const error = (await rejection(calls["GET /rooms"](tried))) as ConnectionError;
    expect([error.name, error.reason, error.message]).to.deep.equal([
      "ConnectionError",
      "timeout",
      "GET /rooms: the API did not answer in time",
    ]);
    expect([tried.sent.length, tried.timers()]).to.deep.equal([1, 0]);
  });
});
