import { expect } from "chai";
import { readCoreUse, wereCoresBusy } from "../../src/lambda/environments/cores";

describe("the cores", () => {
  const before = { atMillis: 50, cpuMillis: 1_000, loopMillis: 40 };

  for (const [cpu, loop, expected] of [
    [0, 0, false],
    [159, 89, false],
    [161, 0, true],
    [100, 91, true],
  ] as const) {
    it(`are ${expected ? "busy" : "free"} after ${cpu} ms of CPU and ${loop} ms of the event loop in 100 ms on 2 cores`, () => {
      const after = { atMillis: 150, cpuMillis: 1_000 + cpu, loopMillis: 40 + loop };
      expect(wereCoresBusy(before, after, 2)).to.equal(expected);
    });
  }

  it("are busy while the main thread works without a pause", () => {
    const from = readCoreUse();
    for (const until = performance.now() + 20; performance.now() < until;) Math.sqrt(until);
    expect(wereCoresBusy(from, readCoreUse())).to.equal(true);
  });
});
