import { expect } from "chai";
import { InvokeRefused, type InvokeAnswer } from "../../src/kernel/interfaces/functions";
import { EventQueue } from "../../src/lambda/events";
import { throttled } from "../../src/lambda/environments/concurrency";
import { clockAt } from "../support/clock";

const settings = { retries: 2, maximumAgeSeconds: 21_600 };
const succeeded: InvokeAnswer = { requestId: "id", statusCode: 200, payload: "null" };
const failed: InvokeAnswer = { ...succeeded, functionError: "Unhandled" };

/** Delivers one event with the given outcomes of its attempts. @returns waits, ages at the attempts, and how it ended. */
async function deliver(outcomes: readonly (InvokeAnswer | InvokeRefused)[], given = settings) {
  const clock = clockAt("2026-01-01T00:00:00Z");
  const reports: string[] = [];
  const queue = new EventQueue(clock, (text) => reports.push(text));
  let attempts = 0;
  const ages: number[] = [];
  const ends: string[] = [];
  queue.deliver({
    requestId: "id",
    settings: given,
    attempt: (ageMillis) => {
      ages.push(ageMillis);
      const outcome = outcomes[Math.min(attempts, outcomes.length - 1)]!;
      attempts += 1;
      return outcome instanceof InvokeRefused ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    ended: ({ condition, invokes }) => void ends.push(`${condition} after ${invokes} calls`),
  });
  await new Promise((done) => setImmediate(done));
  expect(reports).to.deep.equal([]);
  return { slept: clock.slept, attempts, ages, ends };
}

describe("an asynchronous call", () => {
  it("that succeeds is made once", async () => {
    expect(await deliver([succeeded])).to.deep.equal({
      ...{ slept: [], attempts: 1, ages: [0] },
      ends: ["Success after 1 calls"],
    });
  });

  it("that fails is made again after one minute and after two more, then given up", async () => {
    expect(await deliver([failed])).to.deep.equal({
      slept: [60_000, 120_000],
      attempts: 3,
      ages: [0, 60_000, 180_000],
      ends: ["RetriesExhausted after 3 calls"],
    });
  });

  it("is not repeated where the program allows no retry", async () => {
    expect((await deliver([failed], { ...settings, retries: 0 })).attempts).to.equal(1);
  });

  it("that is throttled comes back after a second, then after twice as long, and costs no retry", async () => {
    expect(await deliver([throttled(), throttled(), throttled(), succeeded])).to.deep.equal({
      slept: [1_000, 2_000, 4_000],
      attempts: 4,
      ages: [0, 1_000, 3_000, 7_000],
      ends: ["Success after 1 calls"],
    });
  });

  it("is given up when it grows older than allowed", async () => {
    const { slept, ends } = await deliver([throttled()], { retries: 2, maximumAgeSeconds: 60 });
    expect(slept).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(ends).to.deep.equal(["EventAgeExceeded after 0 calls"]);
  });
});
