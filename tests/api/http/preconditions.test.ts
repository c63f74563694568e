import { expect } from "chai";
import { entityTag, ifMatch, isUnchanged } from "../../../api/http/preconditions";

const revision = { version: 3, createdAt: "2026-01-02T03:04:05.678Z" };
const other = { version: 4, createdAt: "2026-01-02T03:04:05.678Z" };

describe("an entity tag", () => {
  it("changes with the version and with the creation", () => {
    const tags = [revision, other, { ...revision, createdAt: "2026-01-02T03:04:05.679Z" }].map(entityTag);
    expect(new Set(tags).size).to.equal(3);
  });
});

describe("If-Match", () => {
  it("is undefined without the header", () => {
    expect(ifMatch(undefined)).to.equal(undefined);
  });

  it("allows any revision with *", () => {
    expect(ifMatch(" * ")).to.equal("any");
  });

  it("allows each strong tag of a list", () => {
    const list = `${entityTag(revision)}, W/${entityTag(revision)} ,${entityTag(other)}`;
    expect(ifMatch(list)).to.deep.equal([revision, other]);
  });

  for (const foreign of [
    '"abc"',
    "3-abc",
    '""',
    '"0-1"',
    "",
    ", ,",
    '"99999999999999999-1"',
    '"x"1-mjwaidke"',
    `${entityTag(revision)} ${entityTag(revision)}`,
  ]) {
    it(`matches nothing as ${foreign}`, () => {
      expect(ifMatch(foreign)).to.deep.equal([]);
    });
  }

  it("is rejected above 20 tags, which would exceed DynamoDB's limit for a condition", () => {
    const list = (tags: number) => Array.from({ length: tags }, () => entityTag(revision)).join();
    expect(ifMatch(list(20))).to.have.length(20);
    expect(() => ifMatch(list(21))).to.throw("If-Match must be * or at most 20 entity tags");
  });
});

describe("If-None-Match", () => {
  const cases: [string, boolean][] = [
    [entityTag(revision), true],
    [`W/${entityTag(revision)}`, true],
    [`"x", ${entityTag(revision)}`, true],
    ["*", true],
    [entityTag(other), false],
    ["x", false],
    ["", false],
  ];
  for (const [value, unchanged] of cases) {
    it(`${unchanged ? "matches" : "does not match"} the revision as ${value}`, () => {
      expect(isUnchanged(value, revision)).to.equal(unchanged);
    });
  }
});
