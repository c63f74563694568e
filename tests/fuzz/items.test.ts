import { expect } from "chai";
import fc from "fast-check";
import { liveApi, type Send } from "../support/liveApi";

// fast-check prints the seed and the smallest counterexample of a failure.

/** Expected state of the API: items keyed by id, and the item of each Idempotency-Key. */
interface Model {
  readonly items: Map<string, { name: string; description: string; version: number; tag: string }>;
  readonly keys: Map<string, { id: string; name: string }>;
}

/** One request of a client. */
class Step implements fc.AsyncCommand<Model, object> {
  constructor(
    private readonly title: string,
    private readonly act: (model: Model) => Promise<void>,
  ) {}
  check(): boolean {
    return true;
  }
  run(model: Model): Promise<void> {
    return this.act(model);
  }
  toString(): string {
    return this.title;
  }
}

/** Returns the id of the nth item of the model, or the id of no item. */
function nth({ items }: Model, n: number): string {
  const ids = [...items.keys()];
  return ids[n % (ids.length + 1)] ?? "00000000-0000-4000-8000-000000000000";
}

const name = fc.constantFrom("one", "two", "three");

/** Generates the requests of one run, with Idempotency-Keys that no other run uses. */
const stepsOf = (send: Send, run: () => number) => [
  fc.record({ name, key: fc.option(fc.constantFrom("k1", "k2"), { nil: undefined }) }).map(
    ({ name: given, key: idempotencyKey }) =>
      new Step(`create ${given} ${idempotencyKey ?? ""}`, async (model) => {
        const headers: Record<string, string> =
          idempotencyKey === undefined ? {} : { "Idempotency-Key": `${run()}-${idempotencyKey}` };
        const {
          status,
          headers: answered,
          json,
        } = await send("POST", "/items", { headers, body: JSON.stringify({ name: given }) });
        const known = idempotencyKey === undefined ? undefined : model.keys.get(idempotencyKey);
        const alive = known !== undefined && model.items.has(known.id);
        if (alive && known.name !== given) {
          expect(status).to.equal(422);
          return;
        }
        expect([status, json.name, json.version]).to.deep.equal([201, given, 1]);
        if (alive) {
          expect(json.id).to.equal(known.id);
          return;
        }
        model.items.set(json.id, { name: given, description: "", version: 1, tag: answered.get("ETag")! });
        if (idempotencyKey !== undefined) model.keys.set(idempotencyKey, { id: json.id, name: given });
      }),
  ),
  fc.nat(5).map(
    (n) =>
      new Step(`read ${n}`, async (model) => {
        const id = nth(model, n);
        const item = model.items.get(id);
        const { status, headers, json } = await send("GET", `/items/${id}`);
        if (item === undefined) expect(status).to.equal(404);
        else {
          expect([status, json.name, json.description, json.version, headers.get("ETag")]).to.deep.equal([
            200,
            item.name,
            item.description,
            item.version,
            item.tag,
          ]);
        }
      }),
  ),
  fc.record({ n: fc.nat(5), name, stale: fc.boolean() }).map(
    ({ n, name: given, stale }) =>
      new Step(`replace ${n} by ${given}${stale ? " stale" : ""}`, async (model) => {
        const id = nth(model, n);
        const item = model.items.get(id);
        const headers: Record<string, string> = stale ? { "If-Match": '"99-1"' } : {};
        const {
          status,
          headers: answered,
          json,
        } = await send("PUT", `/items/${id}`, { headers, body: JSON.stringify({ name: given }) });
        if (item === undefined) expect(status).to.equal(404);
        else if (stale) expect(status).to.equal(412);
        else {
          expect([status, json.version]).to.deep.equal([200, item.version + 1]);
          model.items.set(id, { name: given, description: "", version: item.version + 1, tag: answered.get("ETag")! });
        }
      }),
  ),
  fc.record({ n: fc.nat(5), match: fc.constantFrom("none", "current", "stale") }).map(
    ({ n, match }) =>
      new Step(`delete ${n} ${match}`, async (model) => {
        const id = nth(model, n);
        const item = model.items.get(id);
        const tag = match === "current" ? (item?.tag ?? '"1-1"') : '"99-1"';
        const { status } = await send(
          "DELETE",
          `/items/${id}`,
          match === "none" ? {} : { headers: { "If-Match": tag } },
        );
        const allowed = match === "none" || (match === "current" && item !== undefined);
        expect(status).to.equal(allowed ? 204 : 412);
        if (allowed) model.items.delete(id);
      }),
  ),
  fc.integer({ min: 1, max: 3 }).map(
    (limit) =>
      new Step(`walk by ${limit}`, async (model) => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const { json } = await send("GET", `/items?limit=${limit}${cursor === undefined ? "" : `&cursor=${cursor}`}`);
          ids.push(...json.items.map((each: { id: string }) => each.id));
          cursor = json.nextCursor;
        } while (cursor !== undefined);
        expect(ids.sort()).to.deep.equal([...model.items.keys()].sort());
      }),
  ),
];

describe("a random sequence of requests for items", () => {
  const send = liveApi();
  let run = 0;
  const steps = stepsOf(send, () => run);

  it("leaves the API in the state that a model predicts", function () {
    this.timeout(60_000);
    return fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 25 }), async (commands) => {
        run += 1;
        await removeAll(send);
        await fc.asyncModelRun(() => ({ model: { items: new Map(), keys: new Map() }, real: {} }), commands);
      }),
      { numRuns: 25, includeErrorInReport: true },
    );
  });
});

async function removeAll(send: Send): Promise<void> {
  const { json } = await send("GET", "/items?limit=100");
  await Promise.all(json.items.map((item: { id: string }) => send("DELETE", `/items/${item.id}`)));
  if (json.nextCursor !== undefined) await removeAll(send);
}
