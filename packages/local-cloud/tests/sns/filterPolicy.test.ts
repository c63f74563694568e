import { expect } from "chai";
import { checkFilterPolicy, filterRejection, type FilterScope } from "../../src/sns/filterPolicy";

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const number = (StringValue: string) => ({ DataType: "Number", StringValue });
const list = (...values: unknown[]) => ({ DataType: "String.Array", StringValue: JSON.stringify(values) });

describe("a filter policy on attributes", () => {
  const cases = [
    [{ a: ["x"] }, { a: text("x") }, undefined],
    [{ a: ["x"] }, { a: text("y") }, "MessageAttributes"],
    [{ a: ["x"] }, {}, "NoMessageAttributes"],
    [{ a: ["x"] }, { a: list("y", "x") }, undefined],
    [{ a: [7] }, { a: number("7.0") }, undefined],
    [{ a: ["7"] }, { a: number("7") }, "MessageAttributes"],
    [{ a: [7] }, { a: text("7") }, "MessageAttributes"],
    [{ a: [{ numeric: [">", 0, "<=", 5] }] }, { a: number("5") }, undefined],
    [{ a: [{ numeric: [">", 0, "<=", 5] }] }, { a: number("5.1") }, "MessageAttributes"],
    [{ a: [{ "anything-but": ["x"] }] }, { a: text("y") }, undefined],
    [{ a: [{ "anything-but": { prefix: "x" } }] }, { a: text("xy") }, "MessageAttributes"],
    [{ a: [{ exists: false }] }, {}, undefined],
    [{ a: [null, { "anything-but": "x" }] }, {}, "NoMessageAttributes"],
    [{ a: ["x"], b: ["y"] }, { a: text("x") }, "MessageAttributes"],
    [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { b: text("y") }, undefined],
    [{ a: [{ exists: true }] }, { a: { DataType: "Binary", BinaryValue: "AA==" } }, "MessageAttributes"],
    [{ a: ["x"] }, { a: { DataType: "String.Array", StringValue: "[" } }, "InvalidAttributes"],
    [{}, {}, undefined],
  ] as const;
  for (const [policy, attributes, rejection] of cases) {
    it(`${JSON.stringify(policy)} ${rejection === undefined ? "accepts" : "rejects"} ${JSON.stringify(attributes)}`, () => {
      const set = { FilterPolicy: JSON.stringify(policy) };
      expect(filterRejection(set, { message: "m", attributes })).to.equal(rejection);
    });
  }
});

describe("a filter policy on the body", () => {
  const cases = [
    [{ a: { b: ["x"] } }, '{"a":{"b":"x"}}', undefined],
    [{ a: { b: ["x"] } }, '{"a":[{"b":"y"},{"b":"x"}]}', undefined],
    [{ "a.b": ["x"] }, '{"a":{"b":"x"}}', undefined],
    [{ a: { b: ["x"] } }, '{"a":{"b":"y"}}', "MessageBody"],
    [{ a: ["x"] }, "text", "InvalidMessageBody"],
    [{ a: ["x"] }, '["x"]', "InvalidMessageBody"],
  ] as const;
  for (const [policy, message, rejection] of cases) {
    it(`${JSON.stringify(policy)} ${rejection === undefined ? "accepts" : "rejects"} ${message}`, () => {
      const set = { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: "MessageBody" };
      expect(filterRejection(set, { message, attributes: {} })).to.equal(rejection);
    });
  }
});

describe("the limits of a filter policy", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);
  const cases: readonly [policy: unknown, scope: FilterScope, message: string | undefined][] = [
    [Object.fromEntries(many(5).map((key) => [key, ["x"]])), "MessageAttributes", undefined],
    [
      Object.fromEntries(many(6).map((key) => [key, ["x"]])),
      "MessageAttributes",
      "FilterPolicy: Filter policy can not have more than 5 keys",
    ],
    [{ a: many(150) }, "MessageAttributes", undefined],
    [{ a: many(151) }, "MessageAttributes", "FilterPolicy: Filter policy is too complex"],
    [{ a: { b: { c: many(4) } }, d: { e: many(6) } }, "MessageBody", undefined],
    [{ a: { b: { c: many(4) } }, d: { e: many(7) } }, "MessageBody", "FilterPolicy: Filter policy is too complex"],
    [
      { a: { b: ["x"] } },
      "MessageAttributes",
      "Filter policy scope MessageAttributes does not support nested filter policy",
    ],
    [
      { a: [{ wildcard: "*" }] },
      "MessageBody",
      'FilterPolicy: Unrecognized match type wildcard\n at [Source: (String)"{\\"a\\":[{\\"wildcard\\":\\"*\\"}]}"]',
    ],
    [{ $or: [{ a: many(75) }, { b: many(75) }] }, "MessageAttributes", undefined],
    [{ $or: [{ a: many(76) }, { b: many(75) }] }, "MessageAttributes", "FilterPolicy: Filter policy is too complex"],
  ];
  for (const [policy, scope, message] of cases) {
    it(`${message === undefined ? "accept" : "reject"} ${JSON.stringify(policy).slice(0, 60)} on ${scope}`, () => {
      const check = () => checkFilterPolicy(JSON.stringify(policy), scope, "");
      if (message === undefined) expect(check).not.to.throw();
      else expect(check).to.throw(`Invalid parameter: ${message}`);
    });
  }
});
