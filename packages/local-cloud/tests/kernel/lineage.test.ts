import { expect } from "chai";
import { lineageOf, mergeLineages, withLineage } from "../../src/kernel/facts/lineage";

describe("the lineage in an X-Ray header", () => {
  const headers: [header: string | undefined, lineage: [string, number][]][] = [
    [undefined, []],
    ["", []],
    ["Root=1-a;Sampled=1", []],
    ["Root=1-a;Lineage=0123abcd:3", [["0123abcd", 3]]],
    [
      "Lineage=0123abcd:3,89abcdef:16;Root=1-a",
      [
        ["0123abcd", 3],
        ["89abcdef", 16],
      ],
    ],
    ["Root=1-a; Lineage=0123abcd:3", [["0123abcd", 3]]],
    ["Root=1-a;Lineage=0123abcd:3,no,0123abcd,XYZ:1,89abcdef:-1,89abcdef:999999", [["0123abcd", 3]]],
    ["Root=1-a;OtherLineage=0123abcd:3", []],
  ];
  for (const [header, lineage] of headers) {
    it(`is read from ${JSON.stringify(header)}`, () => expect([...lineageOf(header)]).to.deep.equal(lineage));
  }

  it("replaces that of the header, and is absent without calls", () => {
    const lineage = new Map([["0123abcd", 4]]);
    expect(withLineage("Root=1-a", lineage)).to.equal("Root=1-a;Lineage=0123abcd:4");
    expect(withLineage("Root=1-a;Lineage=0123abcd:3;Sampled=1", lineage)).to.equal(
      "Root=1-a;Sampled=1;Lineage=0123abcd:4",
    );
    expect(withLineage("Root=1-a;Lineage=0123abcd:3", new Map())).to.equal("Root=1-a");
    expect(withLineage("", lineage)).to.equal("Lineage=0123abcd:4");
  });

  it("has the highest counts of several headers", () => {
    const merged = mergeLineages(["Lineage=0123abcd:3", undefined, "Lineage=0123abcd:1,89abcdef:2"]);
    expect([...merged]).to.deep.equal([
      ["0123abcd", 3],
      ["89abcdef", 2],
    ]);
  });

  it("contains at most fifty functions, the last ones", () => {
    const hash = (index: number) => index.toString(16).padStart(8, "0");
    const header = withLineage("Root=1-a", new Map(Array.from({ length: 60 }, (_, index) => [hash(index), 1])));
    expect([...lineageOf(header).keys()]).to.deep.equal(Array.from({ length: 50 }, (_, index) => hash(index + 10)));
  });
});
