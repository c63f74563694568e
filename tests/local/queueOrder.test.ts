import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { advanceUntil } from "../support/eventually";
import { sourcesProgram } from "../support/program";

describe("the order of a FIFO queue's consumer", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ ...sourcesProgram, now: Date.parse("2026-03-15T12:00:00.000Z") });
  });
  after(() => cloud.stop());

  async function pay(n: number, user: string): Promise<void> {
    const headers = { "x-api-key": cloud.apiKey!, "Content-Type": "application/json" };
    const body = JSON.stringify({ n, user });
    const response = await fetch(`${cloud.url}/payments/${user}${n}`, { method: "POST", headers, body });
    expect(response.status).to.equal(204);
  }

  const received = (): { message: { n: number; user: string } }[] =>
    cloud
      .logs()
      .filter(({ text }) => text.startsWith('received {"consumer":"onPayment"'))
      .map(({ text }) => JSON.parse(text.slice("received ".length)) as never);
  const numbersOf = (user: string) =>
    received()
      .filter(({ message }) => message.user === user)
      .map(({ message }) => message.n);

  it("holds a group back behind a message that fails, delivers other groups, and continues after the last attempt", async () => {
    for (const [n, user] of [
      [1, "a"],
      [-1, "a"],
      [2, "a"],
      [1, "b"],
      [2, "b"],
    ] as const)
      await pay(n, user);
    await advanceUntil(cloud, () => numbersOf("b").length === 2 && numbersOf("a").length > 0);
    expect([numbersOf("a"), numbersOf("b")]).to.deep.equal([[1], [1, 2]]);
    await advanceUntil(cloud, () => numbersOf("a").length === 2, "5s");
    expect(numbersOf("a")).to.deep.equal([1, 2]);
    await advanceUntil(cloud, () => isFiring("dead-letters"), "1m");
  });

  const isFiring = (name: string) =>
    cloud.alarms().some((alarm) => alarm.name === `shop-${name}-onPayment` && alarm.state === "ALARM");
});
