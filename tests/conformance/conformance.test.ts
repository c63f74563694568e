import { expect } from "chai";
import { readCases } from "./cases";
import { ownFolder, runCase } from "./run";

describe("the local cloud answers as AWS was recorded to", () => {
  for (const recorded of readCases(ownFolder)) {
    it(recorded.id, async function () {
      const result = await runCase(recorded);
      // The reason is printed by npm run conformance.
      if (result.kind === "notRun") this.skip();
      expect(result).to.deep.equal({ kind: "same" });
    });
  }
});
