import { expect } from "chai";
import { Deliveries } from "../../src/events/deliveries";
import type { Delivery } from "../../src/events/delivery";
import type { FactDetails } from "../../src/kernel/facts/facts";
import { functions, InvokeRefused, type Functions } from "../../src/kernel/interfaces/functions";
import { queues, type QueueMessage, type Queues } from "../../src/kernel/interfaces/queues";
import type { Run } from "../../src/kernel/service";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import { Faults } from "../../src/kernel/faults";
import { clockAt } from "../support/clock";
import { eventually } from "../support/eventually";

const location = { project: "p", stack: "s", region: "eu-central-1" };
const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-central-1:123456789012:${name}`;

/** Sends an event to a function that rejects the first calls with a code. */
async function deliver(policy: object, failures: number, { statusCode, code } = { statusCode: 429, code: "Busy" }) {
  const registry = new ServiceRegistry();
  const clock = clockAt("2026-07-10T12:00:00Z");
  const letters: QueueMessage[] = [];
  const ended: FactDetails[] = [];
  let calls = 0;
  registry.offer(functions, {
    invoke: () => {
      calls += 1;
      if (calls <= failures) return Promise.reject(new InvokeRefused({ statusCode, code, message: "no" }));
      return Promise.resolve({ requestId: "r", statusCode: 202, payload: "" });
    },
  } as unknown as Functions);
  registry.offer(queues, {
    send: (_: string, message: QueueMessage) => void letters.push(message),
  } as unknown as Queues);
  const facts = { report: (create: () => FactDetails) => void ended.push(create()) };
  const run = { registry, clock, location, faults: new Faults(), facts, log: () => undefined } as unknown as Run;
  const target = {
    ...{ Id: "t", Arn: arnOf("lambda", "function:fn"), RetryPolicy: policy },
    DeadLetterConfig: { Arn: arnOf("sqs", "letters") },
  };
  const rule = { name: "r", bus: "default", state: "ENABLED", targets: [target], modified: 0, declared: true };
  const delivery: Delivery = { rule, target, input: "{}", event: "{}", eventId: "e", traceHeader: undefined };
  new Deliveries(run).start(delivery);
  await eventually(() => ended);
  const texts = Object.entries(letters[0]?.attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]);
  return { calls, slept: clock.slept, letters: letters.length, texts: Object.fromEntries(texts) as object };
}

describe("the retries of EventBridge", () => {
  it("grow from a second, and end when the target accepts", async () => {
    const { calls, slept, letters } = await deliver({}, 4);
    expect([calls, slept, letters]).to.deep.equal([5, [1_000, 2_000, 4_000, 8_000], 0]);
  });

  it("end after the maximum number, and the dead letter states it", async () => {
    const { calls, texts } = await deliver({ MaximumRetryAttempts: 2 }, Infinity);
    expect(calls).to.equal(3);
    expect(texts).to.include({ EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", RETRY_ATTEMPTS: "2" });
    expect(texts).to.include({ ERROR_CODE: "THROTTLING", ERROR_MESSAGE: "no" });
  });

  it("end before the event exceeds its maximum age", async () => {
    const { slept, texts } = await deliver({ MaximumEventAgeInSeconds: 60 }, Infinity);
    expect(slept).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(texts).to.include({ EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds", RETRY_ATTEMPTS: "5" });
  });

  it("are 185 within a day by default, at most ten minutes apart", async () => {
    const { calls, slept, texts } = await deliver({}, Infinity);
    expect(Math.max(...slept)).to.equal(600_000);
    expect(calls).to.equal(slept.length + 1);
    expect(slept.reduce((sum, wait) => sum + wait, 0)).to.be.at.most(86_400_000);
    expect(texts).to.include({ EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds" });
  });

  it("do not happen after an error that is not the target's", async () => {
    const { calls, slept, texts } = await deliver({}, Infinity, { statusCode: 404, code: "ResourceNotFoundException" });
    expect([calls, slept]).to.deep.equal([1, []]);
    expect(texts).to.include({ ERROR_CODE: "NO_RESOURCE", RETRY_ATTEMPTS: "0" });
    expect(texts).to.not.have.property("EXHAUSTED_RETRY_CONDITION");
  });
});
