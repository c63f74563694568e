import { expect } from "chai";
import fc from "fast-check";
import { functions, InvokeRefused, type Functions, type InvokeRequest } from "../../src/kernel/interfaces/functions";
import { queues, type Queues } from "../../src/kernel/interfaces/queues";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import { Facts } from "../../src/kernel/facts/facts";
import type { Mapping } from "../../src/eventsources/mapping";
import type { TableRecord } from "../../src/eventsources/shardReader";
import { StreamBatches } from "../../src/eventsources/streamBatch";
import { clockAt } from "../support/clock";

const failures = "arn:aws:sqs:eu-central-1:123456789012:failures";
const mapping: Mapping = {
  uuid: "u",
  label: "records",
  sourceArn: "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/1",
  functionName: "fn",
  enabled: true,
  batchSize: 100,
  windowMillis: 0,
  filters: [],
  reportsItemFailures: false,
  maximumConcurrency: 1,
  startingPosition: "TRIM_HORIZON",
  parallelizationFactor: 1,
  maximumRetryAttempts: 1,
  maximumAgeMillis: undefined,
  bisects: true,
  onFailure: failures,
};
const record = (number: number): TableRecord => ({
  eventName: "INSERT",
  dynamodb: {
    ApproximateCreationDateTime: Date.parse("2026-07-10T12:00:00Z") / 1000,
    Keys: { id: { S: String(number) } },
    SequenceNumber: String(100 + number),
  },
});
const numbersOf = ({ payload }: InvokeRequest) =>
  (JSON.parse(String(payload)) as { Records: TableRecord[] }).Records.map(
    ({ dynamodb }) => Number(dynamodb.SequenceNumber) - 100,
  );

/** Delivers records to a function. @param answer returns the payload, or throws as the function does. */
async function deliver(more: Partial<Mapping>, count: number, answer: (numbers: number[], call: number) => unknown) {
  const registry = new ServiceRegistry();
  const calls: number[][] = [];
  const sent: { condition: string; numbers: [string, string]; invokes: number }[] = [];
  registry.offer(functions, {
    roleArn: () => "arn:aws:iam::123456789012:role/r",
    invoke: (request: InvokeRequest) => {
      const numbers = numbersOf(request);
      calls.push(numbers);
      try {
        const payload = JSON.stringify(answer(numbers, calls.length) ?? null);
        return Promise.resolve({ requestId: "r", statusCode: 200, executedVersion: "1", payload });
      } catch (error) {
        if (error instanceof InvokeRefused) return Promise.reject(error);
        return Promise.resolve({ requestId: "r", statusCode: 200, functionError: "Unhandled" as const, payload: "{}" });
      }
    },
  } as unknown as Functions);
  registry.offer(queues, {
    send: (_: string, { body }: { body: string }) => {
      const { requestContext, DDBStreamBatchInfo: info } = JSON.parse(body) as Record<string, Record<string, never>>;
      sent.push({
        condition: requestContext!["condition"]!,
        numbers: [info!["startSequenceNumber"]!, info!["endSequenceNumber"]!],
        invokes: requestContext!["approximateInvokeCount"]!,
      });
      return undefined;
    },
  } as unknown as Queues);
  const clock = clockAt("2026-07-10T12:01:00Z");
  const location = { project: "p", stack: "s", region: "eu-central-1" };
  const run = { registry, clock, location, facts: new Facts(clock), log: () => undefined };
  const batches = new StreamBatches(run, { ...mapping, ...more }, { stopping: new AbortController().signal });
  await batches.deliver(
    "shard",
    Array.from({ length: count }, (_, number) => record(number)),
  );
  return { calls, sent, slept: clock.slept };
}

describe("a batch of stream records", () => {
  it("isolates a poison record at any index by bisecting, and delivers the others once more in order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1))),
        async ([count, poison]) => {
          const delivered: number[] = [];
          const { sent } = await deliver({}, count, (numbers) => {
            if (numbers.includes(poison)) throw new Error("poison");
            delivered.push(...numbers);
          });
          const others = Array.from({ length: count }, (_, number) => number).filter((number) => number !== poison);
          expect(delivered).to.deep.equal(others);
          const sequence = String(100 + poison);
          expect(sent).to.deep.equal([
            { condition: "RetryAttemptsExhausted", numbers: [sequence, sequence], invokes: 2 },
          ]);
        },
      ),
      { numRuns: 60 },
    ));

  it("is retried as a whole without bisecting, with growing waits", async () => {
    const { calls, sent, slept } = await deliver({ bisects: false, maximumRetryAttempts: 3 }, 2, () => {
      throw new Error("always");
    });
    expect(calls).to.deep.equal([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(slept).to.deep.equal([1_000, 2_000, 4_000]);
    expect(sent).to.deep.equal([{ condition: "RetryAttemptsExhausted", numbers: ["100", "101"], invokes: 4 }]);
  });

  it("continues at the first failed record of a partial response", async () => {
    const { calls, sent } = await deliver({ bisects: false, reportsItemFailures: true }, 4, (_, call) =>
      call === 1 ? { batchItemFailures: [{ itemIdentifier: "103" }, { itemIdentifier: "102" }] } : {},
    );
    expect(calls).to.deep.equal([
      [0, 1, 2, 3],
      [2, 3],
    ]);
    expect(sent).to.deep.equal([]);
  });

  it("drops records above the maximum age without a call", async () => {
    const { calls, sent } = await deliver({ maximumAgeMillis: 59_000 }, 2, () => undefined);
    expect(calls).to.deep.equal([]);
    expect(sent).to.deep.equal([{ condition: "RecordAgeExceeded", numbers: ["100", "101"], invokes: 0 }]);
  });

  it("does not count throttled calls", async () => {
    const { calls, sent } = await deliver({ maximumRetryAttempts: 0, bisects: false }, 1, (_, call) => {
      if (call < 4)
        throw new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "throttled" });
    });
    expect(calls).to.deep.equal([[0], [0], [0], [0]]);
    expect(sent).to.deep.equal([]);
  });
});
