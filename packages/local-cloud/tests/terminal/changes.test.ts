import { expect } from "chai";
import { changesBetween } from "../../src/terminal/changes";

describe("the changes that a reload prints", () => {
  const before = new Map([
    ["route GET /items", "1"],
    ["route GET /old", "1"],
    ["function listItems", "a"],
    ["table Items", "x"],
  ]);

  it("lists routes, functions and tables that were added, changed and removed", () => {
    const after = new Map([
      ["route GET /items", "1"],
      ["route POST /items", "1"],
      ["function listItems", "b"],
      ["function createItem", "a"],
      ["table Items", "y"],
    ]);
    expect(changesBetween(before, after)).to.equal(
      "  added: route POST /items, function createItem\n  changed: function listItems, table Items\n  removed: route GET /old\n",
    );
  });

  it("is one sentence if nothing has changed", () => {
    expect(changesBetween(before, new Map(before))).to.equal("  no route, function or table has changed\n");
  });

  it("lists twenty of many, and how many more", () => {
    const many = new Map(Array.from({ length: 23 }, (_, index) => [`route GET /${index}`, ""]));
    expect(changesBetween(new Map(), many)).to.match(/^ {2}added: route GET \/0, .*, route GET \/19 and 3 more\n$/);
  });
});
