import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { startCloud, type BusEvent, type Cloud } from "@onemachine/local-cloud/testing";
import { itemsTable } from "../../api/items/store";
import { advanceUntil } from "../support/eventually";
import { startOptions } from "../support/localRun";

const createdAt = "2026-03-15T12:00:00.000Z";

/** An item as the table stores it. */
const stored = (change: object = {}) => ({
  id: randomUUID(),
  name: "First",
  description: "",
  createdAt,
  updatedAt: createdAt,
  version: 1,
  ...change,
});

interface Detail {
  readonly eventId: string;
  readonly item: { readonly id: string; readonly version: number };
  readonly previous?: object;
}

const detailOf = (event: BusEvent) => event.detail as Detail;

describe("the events of items", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ ...startOptions("dev"), now: Date.parse(createdAt) });
  });
  after(() => cloud.stop());

  async function ask(method: string, path: string, body?: object): Promise<any> {
    const headers = { "x-api-key": cloud.apiKey!, "Content-Type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${cloud.url}${path}`, { method, headers, ...sent });
    return response.status === 204 ? undefined : await response.json();
  }

  const eventsOf = (...ids: readonly string[]) =>
    cloud.events().filter((event) => ids.includes(detailOf(event).item.id));

  /** Waits until the consumer has finished with every published event. */
  const finish = () => {
    const calls = (operation: string) =>
      cloud.dataCalls().filter(({ operation: each, tables }) => each === operation && /^Deliveries/.test(tables[0]!));
    return advanceUntil(cloud, () => calls("UpdateItem").length >= cloud.events().length, 0);
  };

  it("are published at the next poll after each change, with the item and its previous state", async () => {
    const created = await ask("POST", "/items", { name: "a" });
    const of = () => eventsOf(created.id as string);
    // Lambda polls a stream four times a second.
    await cloud.clock.advance("250ms");
    await advanceUntil(cloud, () => of().length === 1, 0);
    const updated = await ask("PUT", `/items/${created.id}`, { name: "b" });
    await ask("DELETE", `/items/${created.id}`);
    await advanceUntil(cloud, () => of().length === 3);
    expect(of().map(({ source, detailType }) => [source, detailType])).to.deep.equal([
      ["items-api", "ItemCreated"],
      ["items-api", "ItemUpdated"],
      ["items-api", "ItemDeleted"],
    ]);
    const [first, second, third] = of().map(detailOf);
    expect([first!.item, second!.item, second!.previous, third!.item]).to.deep.equal([
      created,
      updated,
      created,
      updated,
    ]);
    expect(new Set([first, second, third].map((detail) => detail!.eventId)).size).to.equal(3);
  });

  it("cost a request that changes nothing no call of a function and no access to a table", async () => {
    await finish();
    const before = cloud.dataCalls().length;
    await ask("GET", "/items");
    await ask("DELETE", `/items/${randomUUID()}`);
    await cloud.clock.advance("5s");
    const calls = cloud.dataCalls().slice(before);
    expect(calls.map(({ operation }) => operation)).to.deep.equal(["Scan", "DeleteItem"]);
  });

  it("are published once for a change that is delivered again", async () => {
    const item = stored();
    await cloud.tables[itemsTable.logicalName]!.seed([item]);
    await advanceUntil(cloud, () => eventsOf(item.id).length === 1);
    await finish();
    const NewImage = Object.fromEntries(
      Object.entries(item).map(([key, value]) => [key, typeof value === "number" ? { N: `${value}` } : { S: value }]),
    );
    const dynamodb = { ApproximateCreationDateTime: 1, Keys: { id: { S: item.id } }, SequenceNumber: "1", NewImage };
    const again = (eventID: string) =>
      cloud.invoke("publishItemEvents", { Records: [{ eventID, eventName: "INSERT", dynamodb }] });
    const { eventId } = detailOf(eventsOf(item.id)[0]!);
    expect(JSON.parse((await again(eventId)).payload)).to.deep.equal({ batchItemFailures: [] });
    expect(eventsOf(item.id)).to.have.length(1);
    await again("another");
    expect(eventsOf(item.id).map((event) => detailOf(event).eventId)).to.deep.equal([eventId, "another"]);
  });

  for (const index of [0, 1, 4, 9]) {
    it(`reach the bus in order for each item, except that of a broken change at index ${index}`, async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()];
      const changes = Array.from({ length: 9 }, (_, i) => stored({ id: ids[i % 3], version: i + 1 }));
      const broken = { ...stored(), name: index };
      await cloud.tables[itemsTable.logicalName]!.seed([...changes.slice(0, index), broken, ...changes.slice(index)]);
      const last = (id: string) => changes.filter((change) => change.id === id).at(-1)!.version;
      const isComplete = () => ids.every((id) => eventsOf(id).some((each) => detailOf(each).item.version === last(id)));
      await advanceUntil(cloud, isComplete, "1s");
      for (const id of ids) {
        const versions = eventsOf(id).map((event) => detailOf(event).item.version);
        expect(versions, id).to.deep.equal(changes.filter((change) => change.id === id).map(({ version }) => version));
      }
      expect(eventsOf(broken.id)).to.deep.equal([]);
      expect(cloud.logs().some(({ text }) => text.includes("item.name must be a string"))).to.equal(true);
    });
  }
});
