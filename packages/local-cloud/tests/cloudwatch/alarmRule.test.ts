import { expect } from "chai";
import { parseRule } from "../../src/cloudwatch/alarmRule";
import { UserError } from "../../src/kernel/errors";

describe("the rule of a composite alarm", () => {
  const states: Readonly<Record<string, "ALARM" | "OK">> = { a: "ALARM", b: "OK", "two words": "ALARM" };
  const cases: [string, boolean][] = [
    ["ALARM(a)", true],
    ['ALARM("two words") AND OK("b")', true],
    ["ALARM(b) OR NOT OK(b)", false],
    ["ALARM(b) AND FALSE OR TRUE", true],
    ["NOT (ALARM(a) AND ALARM(b))", true],
    ["INSUFFICIENT_DATA(unknown)", false],
  ];
  for (const [text, holds] of cases) {
    it(`${text} ${holds ? "holds" : "does not hold"}`, () => {
      expect(parseRule("both", text)((alarm) => states[alarm])).to.equal(holds);
    });
  }

  for (const text of ["", "ALARM", "ALARM(", "ALARM()", "ALARM(a) OK(b)", "FIRING(a)", "(ALARM(a)", "ALARM(a) AND"]) {
    it(`names an invalid rule in the error: ${JSON.stringify(text)}`, () => {
      expect(() => parseRule("both", text)).to.throw(
        UserError,
        `composite alarm both: its rule ${JSON.stringify(text)} is not valid`,
      );
    });
  }
});
