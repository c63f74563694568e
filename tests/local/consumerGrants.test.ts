import { expect } from "chai";
import { startCloud } from "@onemachine/local-cloud/testing";
import { failEachConsumer } from "../support/failEachConsumer";
import { sourcesProgram } from "../support/program";
import { shop } from "../program/sources/routes";

describe("npm run access", () => {
  it("uses the grant on the dead-letter queue of each consumer, whatever its source", async () => {
    const cloud = await startCloud({ ...sourcesProgram, now: Date.parse("2026-03-15T12:00:00.000Z") });
    try {
      await failEachConsumer(cloud, shop.consumers);
      const grants = shop.consumers.flatMap(({ name }) =>
        cloud.grants()[name]!.flatMap(({ action, used }) => (action === "sqs:SendMessage" ? [[name, used]] : [])),
      );
      // Queues have dead letters of their own, to which SQS moves messages without a grant.
      const own = shop.consumers.filter(({ from }) => from.kind !== "queue");
      expect(grants).to.deep.equal(own.map(({ name }) => [name, true]));
    } finally {
      await cloud.stop();
    }
  }).timeout(90_000);
});
