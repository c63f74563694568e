import { expect } from "chai";
import { conditionHolds } from "../../src/iam/conditions";

const cases: readonly [
  operator: string,
  given: string | undefined,
  values: readonly string[],
  holds: boolean | undefined,
][] = [
  ["IpAddress", "203.0.113.7", ["203.0.113.0/24"], true],
  ["IpAddress", "203.0.114.7", ["203.0.113.0/24", "198.51.100.1"], false],
  ["IpAddress", "198.51.100.1", ["203.0.113.0/24", "198.51.100.1"], true],
  ["IpAddress", "2001:db8::1", ["2001:db8::/32"], true],
  ["IpAddress", "10.0.0.1", ["0.0.0.0/0"], true],
  ["IpAddress", "10.0.0.1", ["10.0.0.0/33", "not an address"], false],
  ["NotIpAddress", "203.0.113.7", ["203.0.113.0/24"], false],
  ["NotIpAddress", "10.0.0.1", ["203.0.113.0/24"], true],
  ["StringNotLike", "curl/8", ["Mozilla*"], true],
  ["StringEqualsIgnoreCase", "A", ["a"], true],
  ["DateGreaterThan", "2026-01-02T00:00:00Z", ["2026-01-01T00:00:00Z"], true],
  ["DateLessThan", "1767312000", ["2026-01-01T00:00:00Z"], false],
  ["NumericLessThanEquals", "5", ["5"], true],
  ["Null", undefined, ["true"], true],
  ["Null", "x", ["true"], false],
  ["Null", "x", ["false"], true],
  // A key that the request does not have (IAM User Guide, "Condition operators").
  ["StringEquals", undefined, ["a"], false],
  ["StringNotEquals", undefined, ["a"], true],
  ["StringEqualsIfExists", undefined, ["a"], true],
  ["StringEqualsIfExists", "b", ["a"], false],
  ["ForAnyValue:StringEquals", "a", ["a"], undefined],
];

describe("a condition of a policy", () => {
  for (const [operator, given, values, holds] of cases) {
    it(`${operator} of ${given} and ${values.join(", ")} ${holds ? "holds" : holds === false ? "does not hold" : "is not supported"}`, () => {
      expect(conditionHolds(operator, given, values)).to.equal(holds);
    });
  }
});
