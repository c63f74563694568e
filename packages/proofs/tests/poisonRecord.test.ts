import { expect } from "chai";
import fc from "fast-check";
import { itemOf, Publisher } from "../events/changes";

/** Records of a batch. Each index is poisoned once. */
const count = 10;

describe("a poison record of a stream", () => {
  let publisher: Publisher;
  before(async () => {
    publisher = await Publisher.start();
  });
  after(() => publisher.cloud.stop());

  it("is isolated at any index, and the others are delivered in order for each key", async () => {
    let round = 0;
    let isolated = 0;
    const property = fc.asyncProperty(fc.array(fc.nat(2), { minLength: count, maxLength: count }), async (keys) => {
      const index = round % count;
      round += 1;
      const changes = keys.map((key, position) => ({ id: `${round} ${key}`, version: position + 1 }));
      const poison = changes[index]!;
      const next = changes.find(({ id, version }) => id === poison.id && version > poison.version);
      // The next change of the same item contains the poison as its previous state.
      const broken = next === undefined ? [poison] : [poison, next];
      await publisher.write(changes.map((change) => itemOf(change, change === poison ? 7 : "a")));
      isolated += broken.length;
      const delivered = changes.filter((change) => !broken.includes(change));
      const byKey = (list: typeof changes) =>
        Object.fromEntries(
          changes.map(({ id }) => [id, list.filter((each) => each.id === id).map(({ version }) => version)]),
        );
      const isComplete = async () =>
        (await publisher.deadLetters()).length === isolated &&
        delivered.every(({ id, version }) => publisher.versionsOf(id).includes(version));
      await publisher.advanceUntil(isComplete, { step: "2s", seconds: 20 });
      expect(byKey(publisher.published()), `index ${index}`).to.deep.equal(byKey(delivered));
    });
    await fc.assert(property, { numRuns: count, endOnFailure: true });
    expect(await publisher.deadLetters(), "records of each dead letter").to.deep.equal(Array(isolated).fill(1));
  });
});
