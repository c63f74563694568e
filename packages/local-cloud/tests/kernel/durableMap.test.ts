import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DurableMap } from "../../src/kernel/durableMap";
import { UserError } from "../../src/kernel/errors";

describe("a durable map", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "durable-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const reopened = <V>(map: DurableMap<V>): [string, V][] => {
    map.close();
    const next = DurableMap.open<V>(dir, "own");
    const entries = [...next];
    next.close();
    return entries;
  };

  it("has its entries after it is opened again", () => {
    const map = DurableMap.open<{ n: number }>(dir, "own");
    map.set("a", { n: 1 });
    map.set("b", { n: 2 });
    map.set("a", { n: 3 });
    map.delete("b");
    map.change([["c", { n: 4 }], ["d", { n: 5 }], ["d"]]);
    const entries = [
      ["a", { n: 3 }],
      ["c", { n: 4 }],
    ];
    expect([...map]).to.deep.equal(entries);
    expect(reopened(map)).to.deep.equal(entries);
  });

  it("drops a record that a killed process left unfinished", () => {
    const map = DurableMap.open<string>(dir, "own");
    map.set("a", "1");
    appendFileSync(join(dir, "own", "log"), Buffer.from([0, 0, 0, 99, 1]));
    expect(reopened(map)).to.deep.equal([["a", "1"]]);
  });

  it("stays small when one entry changes again and again", () => {
    const map = DurableMap.open<string>(dir, "own");
    const value = "x".repeat(100_000);
    for (let n = 0; n < 200; n++) map.set("a", value);
    expect(statSync(join(dir, "own", "log")).size).to.be.below(5_000_000);
    expect(reopened(map)).to.deep.equal([["a", value]]);
  });

  it("keeps nothing without a folder", () => {
    const map = DurableMap.open<string>(undefined, "own");
    map.set("a", "1");
    expect([map.get("a"), map.size]).to.deep.equal(["1", 1]);
  });

  it("names a folder that cannot be used", () => {
    writeFileSync(join(dir, "file"), "");
    expect(() => DurableMap.open(join(dir, "file"), "own")).to.throw(
      UserError,
      `--data ${join(dir, "file")}: the folder cannot be created (EEXIST)`,
    );
  });
});
