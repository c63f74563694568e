import { expect } from "chai";
import { parseExpression, UnknownExpression, type Values } from "../../src/cloudwatch/expression";

describe("a metric-math expression", () => {
  const cases: [string, string, Values, number | undefined][] = [
    ["respects operator precedence", "1 + 2 * 3 ^ 2 - (4 - 1)", {}, 16],
    ["evaluates the first branch of IF", "IF(calls > 0, 100 * errors / calls, 0)", { calls: 4, errors: 1 }, 25],
    ["evaluates the second branch of IF", "IF(calls > 0, 100 * errors / calls, 7)", { calls: 0, errors: 0 }, 7],
    ["has no data point if no metric has one", "IF(calls > 0, 1, 0)", { calls: undefined }, undefined],
    ["counts a missing metric as 0 if others have values", "errors / calls", { calls: 4 }, 0],
    ["has no data point after a division by zero", "errors / calls", { calls: 0, errors: 1 }, undefined],
    ["replaces missing values with FILL", "FILL(a, 0) + FILL(b, 2)", {}, 2],
    ["has no data point for an unknown id in a comparison", "a >= 1 AND NOTHING_1 == 0", { a: 1 }, undefined],
    ["evaluates ABS, MAX and MIN", "MAX(a, b) - ABS(-2) + -MIN(a, b)", { a: 5, b: 3 }, 0],
  ];
  for (const [what, text, values, expected] of cases) {
    it(what, () => {
      if (text.includes("NOTHING")) expect(() => parseExpression(text)).to.throw(UnknownExpression);
      else expect(parseExpression(text)(values)).to.equal(expected);
    });
  }

  for (const text of ["ANOMALY_DETECTION_BAND(m1, 2)", "SEARCH('x')", "a +", "(a", "a b", "A", "__proto__()"]) {
    it(`rejects ${text}`, () => expect(() => parseExpression(text)).to.throw(UnknownExpression));
  }
});
