import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { components } from "../../client/package";
import { target, type Target } from "./target";

type Item = components["schemas"]["Item"];

let t: Target;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

async function create(body: { name: string; description?: string } = { name: "contract" }, idempotencyKey?: string) {
  const answer = await t.api.createItem({ body, idempotencyKey, expected: [422] });
  const error = answer.status === 422 ? answer.body : undefined;
  return { item: answer.body as Item, status: answer.status, headers: answer.headers, error };
}

async function read(id: string, ifNoneMatch?: string) {
  const { status, body, etag } = await t.api.getItem({ params: { id }, ifNoneMatch, expected: [304, 404] });
  return { item: status === 200 ? body : undefined, status, tag: etag! };
}

async function replace(id: string, name: string, ifMatch?: string) {
  const answer = await t.api.replaceItem({ params: { id }, body: { name }, ifMatch, expected: [404, 412] });
  const { status, etag } = answer;
  if (answer.status !== 200) return { item: undefined, status, tag: etag!, error: answer.body.error };
  return { item: answer.body, status, tag: etag!, error: undefined };
}

async function remove(id: string, ifMatch?: string) {
  const answer = await t.api.deleteItem({ params: { id }, ifMatch, expected: [412] });
  return { status: answer.status, error: answer.body?.error };
}

/** Returns the ids of all pages. */
async function walk(limit: number, between: () => Promise<unknown> = () => Promise.resolve()): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of t.api.listItems.pages({ query: { limit } })) {
    ids.push(...page.items.map(({ id }) => id));
    await between();
  }
  return ids;
}

describe("the contract of items", () => {
  before(async function () {
    this.timeout(30_000);
    t = await target();
  });

  describe("POST /items", () => {
    it("creates an item, trimmed and with an empty description, at its Location", async () => {
      const { item, status, headers } = await create({ name: "  A name " });
      expect(status).to.equal(201);
      expect(item.id).to.match(uuid);
      expect(item.createdAt).to.match(timestamp);
      const { id, createdAt } = item;
      expect(item).to.deep.equal({ id, name: "A name", description: "", createdAt, updatedAt: createdAt, version: 1 });
      expect(`${new URL(t.apiUrl).origin}${headers.get("Location")}`).to.equal(`${t.apiUrl}/items/${id}`);
      expect((await read(id)).item).to.deep.equal(item);
    });

    const body = (text: string, contentType = "application/json") => ({
      method: "POST",
      body: text,
      headers: { "Content-Type": contentType },
    });
    const refusals: [string, RequestInit, number, string][] = [
      ["no name", body("{}"), 400, "name is required"],
      ["a name that is no string", body('{"name":1}'), 400, "name must be a string"],
      [
        "a blank name",
        body('{"name":" "}'),
        400,
        "name must be 1 to 256 characters after trimming, without NUL or lone surrogates",
      ],
      ["a description of null", body('{"name":"a","description":null}'), 400, "description must be a string"],
      ["malformed JSON", body("{"), 400, "request body is not valid JSON"],
      ["a body that is no object", body("[]"), 400, "request body must be a JSON object"],
      ["no body", { method: "POST" }, 400, "request body must be a JSON object"],
      ["another media type", body("{}", "text/plain"), 415, "Content-Type must be application/json"],
      ["a body over 64 KiB", body(`{"name":"${"a".repeat(65_536)}"}`), 413, "request body is too large"],
      [
        "an idempotency key that is none",
        { method: "POST", body: '{"name":"a"}', headers: { "Content-Type": "", "Idempotency-Key": "two words" } },
        400,
        "Idempotency-Key must be 1 to 255 visible ASCII characters",
      ],
    ];
    for (const [name, init, status, error] of refusals) {
      it(`rejects ${name} with ${status}, in the shape of errors`, async () => {
        const response = await t.send("/items", init);
        expect(response.status).to.equal(status);
        expect(await response.json()).to.deep.equal({ error, requestId: response.headers.get("x-amzn-RequestId") });
      });
    }
  });

  describe("POST /items with an Idempotency-Key", () => {
    it("creates one item for ten concurrent requests, and returns the same answer to all", async () => {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 10 }, () => create({ name: "once" }, key)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(10).fill(201));
      for (const { item, headers } of answers) {
        expect(item).to.deep.equal(answers[0]!.item);
        expect(headers.get("ETag")).to.equal(answers[0]!.headers.get("ETag"));
        expect(headers.get("Location")).to.equal(answers[0]!.headers.get("Location"));
      }
    });

    it("rejects the key with another body", async () => {
      const key = randomUUID();
      await create({ name: "first" }, key);
      const { status, error } = await create({ name: "second" }, key);
      expect([status, error?.error]).to.deep.equal([422, "Idempotency-Key was used with another body"]);
    });

    it("returns the first answer to a repeated request, even after the item changed", async () => {
      const key = randomUUID();
      const { item } = await create({ name: "before" }, key);
      await replace(item.id, "after");
      expect((await create({ name: "before" }, key)).item).to.deep.equal(item);
      expect((await read(item.id)).item?.name).to.equal("after");
    });

    it("can be used again after a DELETE", async () => {
      const key = randomUUID();
      const { item } = await create({ name: "short-lived" }, key);
      await remove(item.id);
      const again = await create({ name: "another" }, key);
      expect([again.status, again.item.id, again.item.version]).to.deep.equal([201, item.id, 1]);
    });
  });

  describe("GET /items/{id}", () => {
    it("returns 304 for the current entity tag, also in a list and as a weak tag", async () => {
      const { item } = await create();
      const { tag } = await read(item.id);
      for (const header of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
        expect((await read(item.id, header)).status, header).to.equal(304);
      }
      expect((await read(item.id, '"other"')).status).to.equal(200);
    });

    for (const id of [randomUUID(), "1", ":v", "%23a", "%00", "a".repeat(2_048), "%C3%28"]) {
      it(`returns 404 for ${id.slice(0, 40)}`, async () => {
        const response = await t.send(`/items/${id}`);
        expect([response.status, ((await response.json()) as { error: string }).error]).to.deep.equal([
          404,
          "Item not found",
        ]);
      });
    }
  });

  describe("PUT /items/{id}", () => {
    it("replaces name and description, and increments the version", async () => {
      const { item } = await create({ name: "old", description: "to go" });
      const replaced = await replace(item.id, "new");
      const updatedAt = replaced.item!.updatedAt;
      expect(replaced.item).to.deep.equal({ ...item, name: "new", description: "", updatedAt, version: 2 });
      expect((await read(item.id)).item).to.deep.equal(replaced.item);
    });

    it("does not create an item", async () => {
      const id = randomUUID();
      const { status, error } = await replace(id, "new");
      expect([status, error]).to.deep.equal([404, "Item not found"]);
      expect((await read(id)).status).to.equal(404);
    });

    it("changes only the revisions in If-Match", async () => {
      const { item } = await create();
      const { tag } = await read(item.id);
      const second = await replace(item.id, "second", tag);
      expect(second.status).to.equal(200);
      const stale = await replace(item.id, "third", tag);
      expect([stale.status, stale.error]).to.deep.equal([412, "Item has changed"]);
      expect((await replace(item.id, "third", `"9-1", ${second.tag}`)).item?.version).to.equal(3);
      expect((await replace(item.id, "fourth", "*")).item?.version).to.equal(4);
      expect((await replace(item.id, "fifth", `W/${second.tag}`)).status).to.equal(412);
    });

    it("accepts one of fifty conditional writes, ten of which are concurrent", async function () {
      this.timeout(60_000);
      const { item } = await create();
      const { tag } = await read(item.id);
      // More concurrent calls could exceed the reserved concurrency of a prod stage, which leads to a 500.
      const statuses: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const writers = Array.from({ length: 10 }, (_, index) => replace(item.id, `writer ${round} ${index}`, tag));
        statuses.push(...(await Promise.all(writers)).map(({ status }) => status));
      }
      expect(statuses.filter((status) => status === 200)).to.have.length(1);
      expect(statuses.filter((status) => status === 412)).to.have.length(49);
      expect((await read(item.id)).item?.version).to.equal(2);
    });
  });

  describe("DELETE /items/{id}", () => {
    it("can be repeated", async () => {
      const { item } = await create();
      expect((await remove(item.id)).status).to.equal(204);
      expect((await remove(item.id)).status).to.equal(204);
      expect((await read(item.id)).status).to.equal(404);
    });

    it("deletes only the revisions in If-Match, and returns 412 for a missing item", async () => {
      const { item } = await create();
      const { tag } = await read(item.id);
      const changed = await replace(item.id, "changed");
      expect(await remove(item.id, tag)).to.deep.equal({ status: 412, error: "Item has changed" });
      expect((await remove(item.id, changed.tag)).status).to.equal(204);
      expect((await remove(item.id, changed.tag)).status).to.equal(412);
    });

    it("invalidates old entity tags, even if the id is created again", async () => {
      const key = randomUUID();
      const { item } = await create({ name: "first life" }, key);
      const { tag } = await read(item.id);
      await remove(item.id);
      await create({ name: "second life" }, key);
      expect((await replace(item.id, "third", tag)).status).to.equal(412);
    });
  });

  describe("GET /items", () => {
    it("returns each permanent item once, while other items are created and deleted", async function () {
      this.timeout(60_000);
      const items = await Promise.all(Array.from({ length: 12 }, (_, index) => create({ name: `page ${index}` })));
      const stay = items.slice(0, 8).map(({ item }) => item.id);
      const go = items.slice(8).map(({ item }) => item.id);
      const ids = await walk(3, async () => {
        await create({ name: "meanwhile" });
        const gone = go.pop();
        if (gone !== undefined) await remove(gone);
      });
      expect(stay.filter((id) => ids.filter((each) => each === id).length !== 1)).to.deep.equal([]);
      expect(new Set(ids).size).to.equal(ids.length);
    });

    for (const [query, error] of [
      ["limit=0", "limit must be an integer from 1 to 100"],
      ["limit=101", "limit must be an integer from 1 to 100"],
      ["limit=1.5", "limit must be an integer from 1 to 100"],
      ["limit=", "limit must be an integer from 1 to 100"],
      ["cursor=", "cursor is not valid"],
      ["cursor=WzEsImEiXQ%3D%3D", "cursor is not valid"],
      ["cursor=__proto__", "cursor is not valid"],
    ] as const) {
      it(`rejects ${query}`, async () => {
        const response = await t.send(`/items?${query}`);
        expect([response.status, ((await response.json()) as { error: string }).error]).to.deep.equal([400, error]);
      });
    }
  });
});
