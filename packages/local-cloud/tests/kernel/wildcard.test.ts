import { expect } from "chai";
import fc from "fast-check";
import { wildcard } from "../../src/kernel/policies/wildcard";

/** A slow reference implementation that tries every length of text for each `*`. */
function matches(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const [first, rest] = [pattern[0]!, pattern.slice(1)];
  if (first === "*") return [...Array(text.length + 1).keys()].some((length) => matches(rest, text.slice(length)));
  return text !== "" && (first === "?" || first === text[0]) && matches(rest, text.slice(1));
}

describe("a pattern with IAM's wildcards", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a", "a", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a*a", "a", false],
    ["*a*a*", "aa", true],
    ["arn:*:items/(.+)$", "arn:x:items/(.+)$", true],
    ["a*", "a\nb", true],
    ["**", "anything", true],
    ["ab*ba", "aba", false],
  ];
  for (const [pattern, text, expected] of cases) {
    it(`${JSON.stringify(pattern)} ${expected ? "matches" : "does not match"} ${JSON.stringify(text)}`, () =>
      expect(wildcard(pattern).test(text)).to.equal(expected));
  }

  it("matches the same texts as the reference implementation", () => {
    const texts = (characters: string, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...characters), maxLength });
    fc.assert(
      fc.property(texts("ab*?", 8), texts("ab", 10), (pattern, text) => {
        expect(wildcard(pattern).test(text)).to.equal(matches(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds parts longer than a machine word like the reference implementation", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab?"), minLength: 65, maxLength: 140 });
    const around = fc.string({ unit: fc.constantFrom(..."ab"), maxLength: 100 });
    fc.assert(
      fc.property(part, around, around, fc.boolean(), (needle, before, after, broken) => {
        const inside = needle.replaceAll("?", broken ? "" : "b");
        const text = `${before}${inside}${after}`;
        const plain = new RegExp(needle.replaceAll("?", ".")).test(text);
        expect(wildcard(`*${needle}*`).test(text)).to.equal(plain);
      }),
      { numRuns: 500 },
    );
  });

  const hostile: [string, string, string][] = [
    ["many stars", `${"*a".repeat(30_000)}*!`, "a".repeat(60_000)],
    ["a long part", `*${"a".repeat(30_000)}b*`, "a".repeat(60_000)],
    ["a long part of question marks", `*${"?".repeat(30_000)}b*`, "a".repeat(60_000)],
    ["many parts of one length", `${`*${"a".repeat(64)}b`.repeat(400)}*`, "a".repeat(60_000)],
    ["question marks between stars", `${"*?".repeat(30_000)}!`, "a".repeat(60_000)],
  ];
  for (const [what, pattern, text] of hostile) {
    // A match of more than linear time would not end within the timeout of the test.
    it(`ends soon for ${what}`, () => expect(wildcard(pattern).test(text)).to.equal(false));
  }
});
