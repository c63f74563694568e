import { expect } from "chai";
import fc from "fast-check";
import { DurableMap } from "../../src/kernel/durableMap";
import { Faults } from "../../src/kernel/faults";
import type { LiveQueue } from "../../src/sqs/liveQueue";
import type { StoredMessage } from "../../src/sqs/message";
import type { QueueRecord } from "../../src/sqs/queueRecord";
import { QueueTable } from "../../src/sqs/queues";
import { clockAt, type TestClock } from "../support/clock";

const location = { project: "p", stack: "s", region: "eu-central-1" };
const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:123456789012:${name}`;

describe("a queue", () => {
  let clock: TestClock;
  let table: QueueTable;
  beforeEach(() => {
    clock = clockAt("2026-07-10T12:00:00Z");
    let ids = 0;
    const stores = {
      queues: DurableMap.open<QueueRecord>(undefined, "queues"),
      messages: DurableMap.open<StoredMessage>(undefined, "messages"),
      deduplication: DurableMap.open<never>(undefined, "deduplication"),
    };
    table = new QueueTable(stores, clock, { uuid: () => `id-${(ids += 1)}`, faults: new Faults() });
  });

  const create = (name: string, attributes: Record<string, string> = {}) =>
    table.create(location, name, { attributes, tags: {} });
  const send = (queue: LiveQueue, body: string, more: object = {}) =>
    queue.send({ body, attributes: {}, system: {}, ...more });
  const bodies = (queue: LiveQueue, count = 10, visibility?: number) =>
    queue.receive(count, visibility).map(({ message }) => message.body);

  it("delivers a share of deleted messages once more with the fault sqs:redeliver, the same with one seed", () => {
    const faulty = () => {
      const stores = {
        queues: DurableMap.open<QueueRecord>(undefined, "queues"),
        messages: DurableMap.open<StoredMessage>(undefined, "messages"),
        deduplication: DurableMap.open<never>(undefined, "deduplication"),
      };
      let ids = 0;
      const faults = new Faults(["seed=7", "sqs:redeliver=0.5"]);
      const queue = new QueueTable(stores, clock, { uuid: () => `id-${(ids += 1)}`, faults }).create(location, "jobs", {
        attributes: { VisibilityTimeout: "30" },
        tags: {},
      });
      for (const body of ["a", "b", "c", "d", "e", "f"]) send(queue, body);
      const drain = () =>
        queue.receive(10).map(({ message, handle }) => {
          queue.delete(handle);
          return message.body;
        });
      const first = drain();
      clock.move(30_000);
      const second = drain();
      clock.move(30_000);
      return [first, second, drain()];
    };
    const [first, second = [], third] = faulty();
    expect([first, third]).to.deep.equal([["a", "b", "c", "d", "e", "f"], []]);
    expect(second).to.deep.equal(["a", "b", "f"]);
    expect(faulty()).to.deep.equal([first, second, third]);
  });

  it("hides a received message until its visibility timeout ends", () => {
    const queue = create("jobs", { VisibilityTimeout: "30" });
    send(queue, "a");
    expect(bodies(queue)).to.deep.equal(["a"]);
    clock.move(29_999);
    expect(bodies(queue)).to.deep.equal([]);
    clock.move(1);
    expect(bodies(queue)).to.deep.equal(["a"]);
  });

  it("delays messages by its own delay, or by the message's", () => {
    const queue = create("jobs", { DelaySeconds: "10" });
    send(queue, "late");
    send(queue, "now", { delay: 0 });
    expect(queue.counts(clock.now())).to.deep.include({ visible: 1, delayed: 1, inFlight: 0 });
    expect(bodies(queue)).to.deep.equal(["now"]);
    clock.move(10_000);
    expect(bodies(queue)).to.deep.equal(["late"]);
  });

  it("drops messages after the retention period", () => {
    const queue = create("jobs", { MessageRetentionPeriod: "60" });
    send(queue, "old");
    clock.move(59_999);
    send(queue, "new");
    expect(bodies(queue, 10, 0)).to.deep.equal(["old", "new"]);
    clock.move(1);
    expect(bodies(queue)).to.deep.equal(["new"]);
  });

  it("moves a message to the dead-letter queue at the receive after the last allowed one", () => {
    const dead = create("dead");
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 2 });
    const queue = create("jobs", { RedrivePolicy: policy });
    const { id } = send(queue, "poison");
    expect([bodies(queue, 1, 0), bodies(queue, 1, 0), bodies(queue, 1, 0)]).to.deep.equal([["poison"], ["poison"], []]);
    const { message } = dead.receive(1)[0]!;
    expect(message).to.deep.include({ id, body: "poison", receives: 3 });
    expect(message.system).to.deep.equal({ DeadLetterQueueSourceArn: arnOf("jobs") });
  });

  it("keeps a message whose dead-letter queue was deleted", () => {
    const dead = create("dead");
    const policy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 1 });
    const queue = create("jobs", { RedrivePolicy: policy });
    send(queue, "poison");
    table.delete(dead);
    expect([bodies(queue, 1, 0), bodies(queue, 1, 0)]).to.deep.equal([["poison"], ["poison"]]);
  });

  it("keeps the age of a message in a standard dead-letter queue, and restarts it in a FIFO one", () => {
    for (const [suffix, more, isKept] of [
      ["", {}, false],
      [".fifo", { FifoQueue: "true" }, true],
    ] as const) {
      const dead = create(`dead${suffix}`, { MessageRetentionPeriod: "100", ...more });
      const policy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
      const queue = create(`jobs${suffix}`, { RedrivePolicy: policy, ...more });
      send(queue, "a", suffix === "" ? {} : { group: "g", deduplicationId: "1" });
      clock.move(60_000);
      expect([bodies(queue, 1, 0), bodies(queue, 1, 0)]).to.deep.equal([["a"], []]);
      clock.move(60_000);
      expect(bodies(dead)).to.deep.equal(isKept ? ["a"] : []);
    }
  });

  it("accepts a repeated deduplication id after five minutes", () => {
    const queue = create("jobs.fifo", { FifoQueue: "true" });
    const again = () => send(queue, "a", { group: "g", deduplicationId: "1" });
    const first = again();
    clock.move(299_999);
    expect(again()).to.deep.equal({ id: first.id, sequence: first.sequence, isRepeated: true });
    clock.move(1);
    const second = again();
    expect(second.isRepeated).to.equal(false);
    expect(BigInt(second.sequence!) > BigInt(first.sequence!)).to.equal(true);
  });

  it("rejects an old receipt handle in a FIFO queue, and a handle of another queue", () => {
    const queue = create("jobs.fifo", { FifoQueue: "true", VisibilityTimeout: "1" });
    const other = create("others");
    send(queue, "a", { group: "g", deduplicationId: "1" });
    const { handle } = queue.receive(1)[0]!;
    clock.move(1_000);
    expect(() => queue.delete(handle)).to.throw(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
    expect(() => other.delete(handle)).to.throw(`The input receipt handle "${handle}" is not a valid receipt handle.`);
  });

  it("hides a message at most 12 hours after its receive", () => {
    const queue = create("jobs");
    send(queue, "a");
    const { handle } = queue.receive(1)[0]!;
    clock.move(1_000);
    expect(() => queue.changeVisibility(handle, 43_200)).to.throw(
      "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    );
    queue.changeVisibility(handle, 43_199);
    clock.move(43_199_000 - 1);
    expect(bodies(queue)).to.deep.equal([]);
    clock.move(1);
    expect(bodies(queue)).to.deep.equal(["a"]);
  });

  it("refuses a name for 60 seconds after a deletion", () => {
    table.delete(create("jobs"));
    clock.move(59_999);
    expect(() => create("jobs")).to.throw(
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
    clock.move(1);
    expect(create("jobs").arn).to.equal(arnOf("jobs"));
  });

  it("delivers each group of a FIFO queue in order, with one batch in flight, for any sequence of steps", () => {
    const step = fc.oneof(
      fc.record({ op: fc.constant("send" as const), group: fc.constantFrom("a", "b", "c") }),
      fc.record({ op: fc.constant("receive" as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ op: fc.constant("delete" as const) }),
      fc.record({ op: fc.constant("expire" as const) }),
    );
    let runs = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = create(`q${(runs += 1)}.fifo`, { FifoQueue: "true", VisibilityTimeout: "10" });
        const pending = new Map<string, number[]>([
          ["a", []],
          ["b", []],
          ["c", []],
        ]);
        let inFlight: { group: string; number: number; handle: string }[] = [];
        let sent = 0;
        for (const each of steps) {
          if (each.op === "send") {
            send(queue, String(sent), { group: each.group, deduplicationId: String(sent) });
            pending.get(each.group)!.push(sent);
            sent += 1;
          } else if (each.op === "receive") {
            const blocked = new Set(inFlight.map(({ group }) => group));
            const received = queue.receive(each.count).map(({ message, handle }) => ({
              group: message.group!,
              number: Number(message.body),
              handle,
            }));
            for (const group of pending.keys()) {
              const numbers = received.filter((one) => one.group === group).map(({ number }) => number);
              if (numbers.length > 0) expect(blocked.has(group)).to.equal(false);
              expect(numbers).to.deep.equal(pending.get(group)!.slice(0, numbers.length));
            }
            inFlight.push(...received);
          } else if (each.op === "delete") {
            const done = inFlight.shift();
            if (done === undefined) continue;
            queue.delete(done.handle);
            pending.set(
              done.group,
              pending.get(done.group)!.filter((number) => number !== done.number),
            );
          } else {
            clock.move(10_000);
            inFlight = [];
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("receives 10,000 messages in time that grows with their number", () => {
    const queue = create("jobs");
    for (let index = 0; index < 10_000; index += 1) send(queue, String(index));
    const started = performance.now();
    let received = 0;
    for (let batch = queue.receive(10); batch.length > 0; batch = queue.receive(10)) {
      received += batch.length;
      for (const { handle } of batch) queue.delete(handle);
    }
    expect(received).to.equal(10_000);
    expect(performance.now() - started).to.be.below(2_000);
  });
});
