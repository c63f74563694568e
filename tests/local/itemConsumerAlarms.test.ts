import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { itemsTable } from "../../api/items/store";
import { advanceUntil } from "../support/eventually";
import { startOptions } from "../support/localRun";

const createdAt = "2026-03-15T12:00:00.000Z";

describe("the alarms of a consumer fire and recover:", () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud({ ...startOptions("dev"), now: Date.parse(createdAt) });
    // Alarms have no state before their first evaluation.
    await cloud.clock.advance("1m");
  });
  afterEach(() => cloud.stop());

  const alarm = (name: string) => cloud.alarms().find((each) => each.name === `items-api-${name}-publishItemEvents`)!;
  const isIn = (name: string, state: string) => () => alarm(name).state === state;
  const seed = (count: number, change: object = {}) =>
    cloud.tables[itemsTable.logicalName]!.seed(
      Array.from({ length: count }, () => ({
        ...{ id: randomUUID(), name: "a", description: "", createdAt, updatedAt: createdAt, version: 1 },
        ...change,
      })),
    );

  it("IteratorAge, for a consumer that cannot run for more than an hour", async () => {
    cloud.faults.set("lambda:throttle=1");
    await seed(1);
    await advanceUntil(cloud, isIn("iterator-age", "ALARM"), "5m");
    expect(cloud.clock.now() - Date.parse(createdAt)).to.be.within(3_600_000, 5_400_000);
    cloud.faults.set("lambda:throttle=0");
    await advanceUntil(cloud, () => cloud.events().length === 1, "1m");
    await advanceUntil(cloud, isIn("iterator-age", "OK"), "5m");
  });

  it("failures, for changes that fail again and again", async () => {
    await seed(6, { name: 7 });
    await advanceUntil(cloud, isIn("failures", "ALARM"), "10s");
    await advanceUntil(cloud, isIn("failures", "OK"), "5m");
  });

  it("dead letters, by number and age", async () => {
    await seed(1, { name: 7 });
    await advanceUntil(cloud, isIn("dead-letters", "ALARM"), "10s");
    expect(alarm("dead-letter-age").state).to.equal("OK");
    // Moves the clock without the polls in between.
    const wait = (days: number) => cloud.clock.set(cloud.clock.now() + days * 86_400_000);
    wait(1);
    await advanceUntil(cloud, isIn("dead-letter-age", "ALARM"), "1m");
    // SQS deletes the message after 14 days.
    wait(14);
    await advanceUntil(cloud, () => isIn("dead-letters", "OK")() && isIn("dead-letter-age", "OK")(), "1m");
  });
});
