import { expect } from "chai";
import fc from "fast-check";
import { liveApi, wellFormed } from "../support/liveApi";

// fast-check prints the seed and the smallest counterexample of a failure.

describe("random bytes", () => {
  const send = liveApi();
  it("as a body are answered with 4xx, or 201 when they happen to be an item", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        expect((await send("POST", "/items", { body: bytes })).status).to.be.oneOf([201, 400, 415]);
      }),
      { numRuns: 100 },
    ));

  it("as a deep or wide body are bounded by its bytes", async () => {
    const nested = (depth: number) => `{"name":"a","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect((await send("POST", "/items", { body: nested(30_000) })).status).to.equal(201);
    expect((await send("POST", "/items", { body: nested(40_000) })).status).to.equal(413);
    const wide = JSON.stringify({
      name: "a",
      ...Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1])),
    });
    expect((await send("POST", "/items", { body: wide })).status).to.equal(201);
  });

  it("as a cursor are 400, or a place to go on from", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.base64String(),
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString("base64url")),
        ),
        async (cursor) => {
          const query = new URLSearchParams({ cursor: wellFormed(cursor) });
          expect((await send("GET", `/items?${query.toString()}`)).status).to.be.oneOf([200, 400]);
        },
      ),
      { numRuns: 100 },
    ));

  it("as a path are never a 5xx", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (bytes) => {
        const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
        expect((await send("GET", `/items/${encoded}`)).status).to.be.within(400, 499);
      }),
      { numRuns: 100 },
    ));
});
