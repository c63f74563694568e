import { expect } from "chai";
import { InvokeRefused, type InvokeAnswer } from "../../src/kernel/interfaces";
import { EventQueue } from "../../src/lambda/events";
import { throttled } from "../../src/lambda/concurrency";
import { clockAt } from "../support/clock";

const settings = { retries: 2, maximumAgeSeconds: 21_600 };
const succeeded: InvokeAnswer = { requestId: "id", statusCode: 200, payload: "null" };
const failed: InvokeAnswer = { ...succeeded, functionError: "Unhandled" };

/** Delivers one event with the given outcomes of its attempts. @returns waits, attempts and reports. */
async function deliver(outcomes: readonly (InvokeAnswer | InvokeRefused)[], given = settings) {
  const clock = clockAt("2026-01-01T00:00:00Z");
  const reports: string[] = [];
  const queue = new EventQueue(clock, (text) => reports.push(text));
  let attempts = 0;
  queue.deliver("id", given, () => {
    const outcome = outcomes[Math.min(attempts, outcomes.length - 1)]!;
    attempts += 1;
    return outcome instanceof InvokeRefused ? Promise.reject(outcome) : Promise.resolve(outcome);
  });
  await new Promise((done) => setImmediate(done));
  return { slept: clock.slept, attempts, reports };
}

describe("an asynchronous call", () => {
  it("that succeeds is made once", async () => {
    expect(await deliver([succeeded])).to.deep.equal({ slept: [], attempts: 1, reports: [] });
  });

  it("that fails is made again after one minute and after two more, then given up", async () => {
    expect(await deliver([failed])).to.deep.equal({
      slept: [60_000, 120_000],
      attempts: 3,
      reports: ["event id is dropped after 3 failed and 0 throttled attempts"],
    });
  });

  it("is not repeated where the program allows no retry", async () => {
    expect((await deliver([failed], { ...settings, retries: 0 })).attempts).to.equal(1);
  });

  it("that is throttled comes back after a second, then after twice as long, and costs no retry", async () => {
    expect(await deliver([throttled(), throttled(), throttled(), succeeded])).to.deep.equal({
      slept: [1_000, 2_000, 4_000],
      attempts: 4,
      reports: [],
    });
  });

  it("is given up when it grows older than allowed", async () => {
    const { slept, reports } = await deliver([throttled()], { retries: 2, maximumAgeSeconds: 60 });
    expect(slept).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(reports).to.deep.equal(["event id is dropped after 0 failed and 6 throttled attempts"]);
  });
});
