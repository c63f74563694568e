import { expect } from "chai";
import { followReference } from "../../src/kernel/jsonPointer";

const document = {
  components: { "a/b": 1, "c~d": 2, "e f": 3, "50%": 4, "~1": 5, list: [6, { name: 7 }], none: null, text: "8" },
};

describe("a reference in a document", () => {
  const cases: [string, unknown][] = [
    ["#/components/list", document.components.list],
    ["#/components/list/1/name", 7],
    ["#/components/a~1b", 1],
    ["#/components/c~0d", 2],
    ["#/components/e%20f", 3],
    ["#/components/50%", 4],
    ["#/components/~01", 5],
    ["#/components/none", null],
    ["#/components/none/deeper", undefined],
    ["#/components/text/length", undefined],
    ["#/components/list/length/x", undefined],
    ["#/components/absent", undefined],
    ["#/__proto__/toString", undefined],
    ["#/components/constructor", undefined],
    ["#", undefined],
    ["", undefined],
    ["other.json#/components", undefined],
  ];
  for (const [reference, expected] of cases) {
    it(`"${reference}" leads to ${JSON.stringify(expected) ?? "nothing"}`, () => {
      expect(followReference(document, reference)).to.deep.equal(expected);
    });
  }
});
