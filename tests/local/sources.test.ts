import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { advanceUntil } from "../support/eventually";
import { sourcesProgram } from "../support/program";

describe("a consumer of each kind of source", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ ...sourcesProgram, now: Date.parse("2026-03-15T12:00:00.000Z") });
  });
  after(() => cloud.stop());

  async function ask(method: string, path: string, body?: object): Promise<void> {
    const headers = { "x-api-key": cloud.apiKey!, "Content-Type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${cloud.url}${path}`, { method, headers, ...sent });
    expect(response.status, await response.text()).to.equal(204);
  }

  const received = (consumer: string): any[] =>
    cloud
      .logs()
      .filter(({ text, source }) => source === consumer && text.startsWith("received "))
      .map(({ text }) => JSON.parse(text.slice("received ".length)) as object);

  const arrive = (consumer: string, count: number) => advanceUntil(cloud, () => received(consumer).length >= count);

  it("receives a message of a queue with its schema's type", async () => {
    await ask("POST", "/jobs", { n: 1, user: "a", extra: true });
    await arrive("onJob", 1);
    const [{ id, time, ...rest }] = received("onJob");
    expect([typeof id, Math.abs(Date.parse(time) - cloud.clock.now()) < 60_000]).to.deep.equal(["string", true]);
    expect(rest).to.deep.equal({ consumer: "onJob", message: { n: 1, user: "a" } });
  });

  it("receives the messages of a FIFO queue in the order of each group, once for each id", async () => {
    for (let n = 1; n <= 6; n += 1) await ask("POST", `/payments/${n}`, { n, user: n % 2 === 0 ? "even" : "odd" });
    await ask("POST", "/payments/6", { n: 6, user: "even" });
    await arrive("onPayment", 6);
    const numbers = (group: string) =>
      received("onPayment")
        .filter((each) => each.group === group)
        .map(({ message }) => message.n as number);
    expect([numbers("odd"), numbers("even")]).to.deep.equal([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it("receives the messages of a topic that its filter policy matches", async () => {
    for (const country of ["AT", "FR", "DE"]) await ask("POST", "/orders", { country });
    await arrive("onOrder", 2);
    expect(received("onOrder").map(({ message }) => message)).to.have.deep.members([
      { country: "AT" },
      { country: "DE" },
    ]);
  });

  it("receives the events of a bus that its pattern matches, with their eventId", async () => {
    await ask("POST", "/parcels/light", { weight: 1 });
    await ask("POST", "/parcels/heavy", { weight: 11 });
    await arrive("onParcel", 1);
    await arrive("onAnyParcel", 4);
    expect(received("onParcel")).to.deep.equal([
      {
        consumer: "onParcel",
        id: "heavy",
        time: "2026-03-15T12:00:00Z",
        type: "ParcelSent",
        detail: { eventId: "heavy", weight: 11 },
      },
    ]);
    expect(
      received("onAnyParcel")
        .map(({ id, type }) => `${id} ${type}`)
        .sort(),
    ).to.deep.equal(["heavy ParcelSent", "heavy-lost ParcelLost", "light ParcelSent", "light-lost ParcelLost"]);
  });

  it("receives the changes of a bucket's objects by prefix and suffix, with the decoded key", async () => {
    const key = "pictures/ein Bild+ü.png";
    for (const each of [key, "pictures/a.txt", "a.png"]) await ask("PUT", `/files?key=${encodeURIComponent(each)}`);
    await ask("DELETE", `/files?key=${encodeURIComponent(key)}`);
    await arrive("onPicture", 1);
    await arrive("onRemoval", 1);
    const changes = [...received("onPicture"), ...received("onRemoval")];
    expect(changes.map(({ id: _id, time: _time, ...rest }) => rest)).to.deep.equal([
      { consumer: "onPicture", change: "created", key, bytes: 5 },
      { consumer: "onRemoval", change: "removed", key },
    ]);
  });

  it("receives the changes of a table, and the calls of a schedule", async () => {
    await cloud.tables["Rows"]!.seed([{ id: "1" }]);
    await arrive("onRow", 1);
    await advanceUntil(cloud, () => received("onTime").length > 0, "10s");
    expect(received("onRow").map(({ change, item }) => [change, item])).to.deep.equal([["created", { id: "1" }]]);
  });

  it("uses nothing that its role does not allow", () => expect(cloud.denials()).to.deep.equal([]));
});
