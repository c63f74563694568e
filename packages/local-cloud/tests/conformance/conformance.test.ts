import { expect } from "chai";
import { readCases } from "./cases";
import { ownFolder, runCases, type Result } from "./run";

describe("the local cloud answers as AWS was recorded to", () => {
  const cases = readCases(ownFolder);
  let results: Promise<Result>[];

  before(() => {
    results = runCases(cases);
    // Prevents an unhandled rejection: the test of each case awaits its result later.
    for (const result of results) result.catch(() => undefined);
  });

  for (const [index, { id }] of cases.entries()) {
    it(id, async function () {
      const result = await results[index]!;
      // npm run conformance prints the reason.
      if (result.kind === "notRun") this.skip();
      expect(result).to.deep.equal({ kind: "same" });
    });
  }
});
