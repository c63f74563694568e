import { expect } from "chai";
import fc from "fast-check";
import type { Context, DynamoDBRecord } from "aws-lambda";
import { batchHandler } from "../../../api/consumer/batchHandler";
import { idOfChange, keyOfItem, laneOfAll, readItemChange, type ReceivedInput } from "../../../api/consumer/receive";

const declaration = JSON.stringify({
  consumer: "test",
  tables: {},
  schema: { type: "object", properties: { n: { type: "integer" } } },
  inOrder: true,
});
const context = { awsRequestId: "request", getRemainingTimeInMillis: () => 10_000 } as Context;
const reader = { laneOf: keyOfItem, idOf: idOfChange, read: readItemChange };

interface Change {
  readonly key: number;
  readonly fails: boolean;
}

const record = ({ key }: Change, n: number): DynamoDBRecord => ({
  eventID: `${n}`,
  eventName: "INSERT",
  dynamodb: {
    ApproximateCreationDateTime: 0,
    Keys: { key: { N: `${key}` } },
    SequenceNumber: `${n}`,
    NewImage: { n: { N: `${n}` } },
  },
});

/** Stores processed ids in memory, as the table `deliveries` does. */
const once =
  (done: Set<string>) =>
  (process: (input: ReceivedInput) => Promise<void>) =>
  async (input: ReceivedInput): Promise<void> => {
    if (done.has(input.id)) return;
    await process(input);
    done.add(input.id);
  };

/**
 * Delivers changes as a mapping with partial responses does: again from the first failed record, until only those fail
 * that always fail.
 */
async function deliver(changes: readonly Change[], idempotent: boolean): Promise<number[]> {
  const processed: number[] = [];
  const callbackFactory = () => async (input: ReceivedInput) => {
    const n = Number(input.id);
    await new Promise((done) => setImmediate(done));
    if (changes[n]!.fails) throw new Error(`change ${n}`);
    processed.push(n);
  };
  const store = once(new Set());
  const handler = batchHandler(declaration, callbackFactory, {
    reader: { ...reader, laneOf: idempotent ? keyOfItem : laneOfAll },
    type: "DynamoDBStreams",
    ...(idempotent ? { once: store } : {}),
  });
  let rest = changes.map(record);
  while (rest.length > 0) {
    const failed = await handler({ Records: rest }, context).then(
      ({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
      () => rest.map(({ dynamodb }) => dynamodb!.SequenceNumber!),
    );
    if (failed.length === 0) break;
    const first = rest.findIndex(({ dynamodb }) => failed.includes(dynamodb!.SequenceNumber!));
    // Lambda sends a record that always fails to the dead-letter queue, and continues with the next one.
    const isPoison = changes[Number(rest[first]!.eventID)]!.fails;
    rest = rest.slice(isPoison ? first + 1 : first);
  }
  return processed;
}

const changes = fc.array(fc.record({ key: fc.integer({ min: 0, max: 3 }), fails: fc.boolean() }), { maxLength: 20 });
const seed = 20_261_129;

describe("the handler of a batch", () => {
  // The handler's log is not part of the result.
  before(() => {
    process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
  });
  after(() => {
    delete process.env["POWERTOOLS_LOG_LEVEL"];
  });

  for (const idempotent of [true, false]) {
    const how = idempotent ? "with" : "without";
    it(`${how} a store: delivers each change that can succeed once, and those of a key in order`, async () => {
      const property = fc.asyncProperty(changes, async (all) => {
        const processed = await deliver(all, idempotent);
        const expected = all.flatMap(({ fails }, n) => (fails ? [] : [n]));
        expect([...processed].sort((a, b) => a - b)).to.deep.equal(expected);
        for (const key of [0, 1, 2, 3]) {
          const ofKey = processed.filter((n) => all[n]!.key === key);
          expect(ofKey).to.deep.equal([...ofKey].sort((a, b) => a - b));
        }
      });
      await fc.assert(property, { seed, numRuns: 200 });
    });
  }

  it("keeps the later changes of a key back after a failure, and delivers those of other keys", async () => {
    const processed: string[] = [];
    const callbackFactory = () => (input: ReceivedInput) => {
      if (input.id === "0") return Promise.reject(new Error("first"));
      processed.push(input.id);
      return Promise.resolve();
    };
    const handler = batchHandler(declaration, callbackFactory, {
      reader,
      type: "DynamoDBStreams",
      once: once(new Set()),
    });
    const all = [1, 2, 1, 2].map((key) => ({ key, fails: false }));
    expect(await handler({ Records: all.map(record) }, context)).to.deep.equal({
      batchItemFailures: [{ itemIdentifier: "0" }, { itemIdentifier: "2" }],
    });
    expect(processed).to.deep.equal(["1", "3"]);
  });

  it("fails if every record fails, so that Lambda counts an error", async () => {
    const handler = batchHandler(declaration, () => () => Promise.reject(new Error("no")), {
      reader,
      type: "DynamoDBStreams",
    });
    const error = await handler({ Records: [record({ key: 1, fails: true }, 0)] }, context).catch(
      (reason: Error) => reason.name,
    );
    expect(error).to.equal("FullBatchFailureError");
  });
});
