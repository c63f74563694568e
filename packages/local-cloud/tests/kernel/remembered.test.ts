import { expect } from "chai";
import { remembered } from "../../src/kernel/bounds/remembered";

describe("a function that remembers its results", () => {
  const computed: string[] = [];
  const lengthOf = (maxResults?: number) => {
    computed.length = 0;
    return remembered((text) => {
      computed.push(text);
      return text === "" ? undefined : text.length;
    }, maxResults);
  };

  it("computes each result once, and also a missing one", () => {
    const length = lengthOf();
    expect(["ab", "", "ab", ""].map(length)).to.deep.equal([2, undefined, 2, undefined]);
    expect(computed).to.deep.equal(["ab", ""]);
  });

  it("forgets all results above its limit", () => {
    const length = lengthOf(2);
    ["a", "b", "c", "c", "a"].forEach(length);
    expect(computed).to.deep.equal(["a", "b", "c", "a"]);
  });
});
