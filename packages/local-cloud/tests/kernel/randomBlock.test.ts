import { expect } from "chai";
import { takeRandomBytes } from "../../src/kernel/randomBlock";

describe("random bytes for ids", () => {
  it("have the requested length and never repeat, also where a block ends", () => {
    const ids = Array.from({ length: 2_000 }, () => takeRandomBytes(12).toString("hex"));
    expect(ids.filter((id) => /^[0-9a-f]{24}$/.test(id))).to.have.length(2_000);
    expect(new Set(ids).size).to.equal(2_000);
  });
});
