import { expect } from "chai";
import { Ring } from "../../src/console/record/ring";

describe("a ring", () => {
  const limits = { entries: 3, bytes: 10 };
  const ring = (...texts: string[]) => {
    const made = new Ring<string>(limits, ({ length }) => length);
    for (const text of texts) made.add(text);
    return made;
  };

  const cases: [what: string, texts: string[], kept: string[], dropped: number][] = [
    ["keeps the last of many values", ["a", "b", "c", "d", "e"], ["c", "d", "e"], 2],
    ["keeps as many as its bytes allow", ["aaaa", "bbbb", "cccc"], ["bbbb", "cccc"], 1],
    ["keeps the newest, however long it is", ["a", "b".repeat(20)], ["b".repeat(20)], 1],
    ["keeps nothing of nothing", [], [], 0],
  ];
  for (const [what, texts, kept, dropped] of cases) {
    it(what, () => {
      const { all, length, dropped: count } = ring(...texts);
      expect([all, length, count]).to.deep.equal([kept, kept.length, dropped]);
    });
  }

  it("drops values, however many they are", () => {
    const long = new Ring<number>({ entries: 10_000, bytes: 1e9 }, () => 1);
    for (let value = 0; value < 500_000; value += 1) long.add(value);
    expect([long.length, long.all[0], long.dropped]).to.deep.equal([10_000, 490_000, 490_000]);
  });
});
