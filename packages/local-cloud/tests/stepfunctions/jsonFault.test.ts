import { expect } from "chai";
import { jsonFault } from "../../src/stepfunctions/language/jsonFault";

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** The first two are in LocalStack's snapshots; the others are texts of Jackson's ReaderBasedJsonParser. */
describe("text that is not JSON has Jackson's message", () => {
  for (const [text, message, column] of [
    ["not a definition", `Unrecognized token 'not': was expecting ${values}`, 4],
    ["{'a'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 3],
    ["TRUE", `Unrecognized token 'TRUE': was expecting ${values}`, 5],
    ["}", `Unexpected character ('}' (code 125)): expected a valid value ${values}`, 2],
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 9],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 7],
    ["[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 5],
    ['{"a":1 "b"}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 9],
    ['"abc', "Unexpected end-of-input: was expecting closing quote for a string value", 5],
    ['{"a":', "Unexpected end-of-input within/between Object entries", 6],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)", 4],
    ["01", "Invalid numeric value: Leading zeroes not allowed", 2],
    ["{} x", `Unrecognized token 'x': was expecting ${values}`, 5],
  ] as const) {
    it(text, () => {
      expect(jsonFault(text)).to.deep.equal({
        message,
        location: `[Source: (String)"${text}"; line: 1, column: ${String(column)}]`,
      });
    });
  }

  it("names the open bracket at the end of the input", () => {
    const marker = '[Source: (String)"[{"; line: 1, column: 2]';
    expect(jsonFault("[{")!.message).to.equal(
      `Unexpected end-of-input: expected close marker for Object (start marker at ${marker})`,
    );
  });

  it("counts lines, and shows 500 characters", () => {
    expect(jsonFault(`\n ${"x".repeat(600)}`)!.location).to.equal(
      `[Source: (String)"\n ${"x".repeat(498)}"[truncated 102 chars]; line: 2, column: 602]`,
    );
  });

  it("accepts all JSON that JSON.parse accepts", () => {
    for (const text of ["1", "-0.5e+3", '"\\u00e9\\n"', "[true,false,null]", ' {"a":[{}],"b":{}} ']) {
      expect(jsonFault(text)).to.equal(undefined);
    }
  });

  it("ends at a deep nesting", () => {
    expect(jsonFault("[".repeat(100_000))!.message).to.match(/^Document nesting depth \(1001\) exceeds the maximum/);
  });
});
