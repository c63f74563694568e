import { expect } from "chai";
import { wereCoresBusy } from "../../src/lambda/environments/cores";

describe("the cores", () => {
  for (const [main, environments, expected] of [
    [0, 0, false],
    [74, 75, false],
    [50, 101, true],
    [0, 151, true],
    [76, 0, true],
  ] as const) {
    it(`are ${expected ? "busy" : "free"} if threads had ${main} and ${environments} ms of work in 100 ms on 2 cores`, () => {
      const before = { atMillis: 50, mainMillis: 40, environmentMillis: 1_000 };
      const after = { atMillis: 150, mainMillis: 40 + main, environmentMillis: 1_000 + environments };
      expect(wereCoresBusy(before, after, 2)).to.equal(expected);
    });
  }
});
