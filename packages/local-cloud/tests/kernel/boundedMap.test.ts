import { expect } from "chai";
import { BoundedMap } from "../../src/kernel/bounds/boundedMap";
import { FirstTimes } from "../../src/kernel/bounds/firstTimes";

describe("a bounded map", () => {
  let map: BoundedMap<string, string[]>;
  beforeEach(() => {
    map = new BoundedMap({ entries: 3, bytes: 10 }, (texts) => texts.join("").length);
  });
  const keys = () => ["a", "b", "c", "d"].filter((key) => map.get(key) !== undefined).join("");

  it("drops its oldest entries above the maximum number", () => {
    for (const key of ["a", "b", "c", "d"]) map.set(key, [key]);
    expect([keys(), map.size, map.values]).to.deep.equal(["bcd", 3, [["b"], ["c"], ["d"]]]);
  });

  it("makes an entry the newest when it is set again", () => {
    for (const key of ["a", "b", "c", "a", "d"]) map.set(key, [key]);
    expect(keys()).to.equal("acd");
  });

  it("drops its oldest entries above the maximum bytes, but never the newest", () => {
    map.set("a", ["12345"]);
    map.set("b", ["12345"]);
    map.set("c", ["1"]);
    expect(keys()).to.equal("bc");
    map.set("d", ["1".repeat(50)]);
    expect(keys()).to.equal("d");
    map.set("a", ["1"]);
    expect(keys()).to.equal("a");
  });

  it("recomputes the size of an entry that has grown", () => {
    map.set("a", ["1"]);
    map.set("b", ["1"]);
    map.get("b")!.push("123456789");
    map.resize("b");
    expect(keys()).to.equal("b");
    map.resize("unknown");
    map.delete("b");
    map.set("c", ["1234567890"]);
    map.set("d", []);
    expect(keys()).to.equal("cd");
  });
});

describe("messages that are logged once", () => {
  it("are stored up to a limit", () => {
    const texts = new FirstTimes();
    expect(["a", "a", "b", "a"].map((text) => texts.isFirst(text))).to.deep.equal([true, false, true, false]);
    for (let turn = 0; turn < 1_000; turn += 1) texts.isFirst(String(turn));
    expect([texts.isFirst("a"), texts.isFirst("999")]).to.deep.equal([true, false]);
  });
});
