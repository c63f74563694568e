import { expect } from "chai";
import { parseExpression, UnknownExpression, type Values } from "../../src/cloudwatch/expression";

describe("a metric-math expression", () => {
  const cases: [string, string, Values, number | undefined][] = [
    ["weighs operators as arithmetic does", "1 + 2 * 3 ^ 2 - (4 - 1)", {}, 16],
    ["takes the one branch", "IF(calls > 0, 100 * errors / calls, 0)", { calls: 4, errors: 1 }, 25],
    ["takes the other branch", "IF(calls > 0, 100 * errors / calls, 7)", { calls: 0, errors: 0 }, 7],
    ["gives no point where no metric has one", "IF(calls > 0, 1, 0)", { calls: undefined }, undefined],
    ["counts a missing metric as 0 beside others", "errors / calls", { calls: 4 }, 0],
    ["drops a division by zero", "errors / calls", { calls: 0, errors: 1 }, undefined],
    ["fills what is missing", "FILL(a, 0) + FILL(b, 2)", {}, 2],
    ["compares and combines", "a >= 1 AND NOTHING_1 == 0", { a: 1 }, undefined],
    ["knows some functions", "MAX(a, b) - ABS(-2) + -MIN(a, b)", { a: 5, b: 3 }, 0],
  ];
  for (const [what, text, values, expected] of cases) {
    it(what, () => {
      if (text.includes("NOTHING")) expect(() => parseExpression(text)).to.throw(UnknownExpression);
      else expect(parseExpression(text)(values)).to.equal(expected);
    });
  }

  for (const text of ["ANOMALY_DETECTION_BAND(m1, 2)", "SEARCH('x')", "a +", "(a", "a b", "A", "__proto__()"]) {
    it(`says that it does not know ${text}`, () => expect(() => parseExpression(text)).to.throw(UnknownExpression));
  }
});
