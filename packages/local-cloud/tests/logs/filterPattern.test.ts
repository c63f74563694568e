import { expect } from "chai";
import { parseFilterPattern } from "../../src/logs/filterPattern";

describe("a filter pattern of a log group", () => {
  const json = '{"level":"error","ms":12,"user":{"id":"u-1"},"tags":["a","b"],"gone":null,"ok":true}';
  const cases = [
    ["", "anything", true],
    ["ERROR", "an ERROR", true],
    ["ERROR", "an error", false],
    ["ERROR timeout", "ERROR: timeout", true],
    ["ERROR timeout", "ERROR: other", false],
    ["?ERROR ?WARN", "a WARN", true],
    ["?ERROR ?WARN", "an INFO", false],
    ["ERROR -Retry", "ERROR Retry", false],
    ["ERROR -Retry", "ERROR", true],
    ['"not found"', "is not found here", true],
    ['"not found"', "not and found", false],
    ["%E\\d+%", "code E42", true],
    ["%E\\d+%", "code E", false],
    ['{ $.level = "error" }', json, true],
    ['{ $.level = "err*" }', json, true],
    ['{ $.level != "error" }', json, false],
    ["{ $.ms > 11 && $.ms <= 12 }", json, true],
    ["{ $.ms > 12 || $.ok IS TRUE }", json, true],
    ["{ ($.ms > 12 || $.ms < 1) && $.ok IS TRUE }", json, false],
    ['{ $.user.id = "u-1" && $.tags[1] = "b" }', json, true],
    ["{ $.gone IS NULL }", json, true],
    ["{ $.other NOT EXISTS }", json, true],
    ['{ $.other != "x" }', json, false],
    ['{ $.level = "error" }', "no JSON", false],
  ] as const;
  for (const [pattern, message, matches] of cases) {
    it(`'${pattern}' ${matches ? "matches" : "does not match"} ${message.slice(0, 30)}`, () =>
      expect(parseFilterPattern(pattern)(message)).to.equal(matches));
  }

  for (const [pattern, message] of [
    ["[ip, user]", "the local cloud does not evaluate patterns for space-delimited log events"],
    ["{ $.a = 1", "expected }, found 'the end'"],
    ["{ a = 1 }", "a selector begins with $, not 'a'"],
    ["%(%", "%(% is no regular expression"],
  ] as const) {
    it(`rejects '${pattern}'`, () => expect(() => parseFilterPattern(pattern)).to.throw(message));
  }
});
