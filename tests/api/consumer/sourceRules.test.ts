import { expect } from "chai";
import { checkPattern } from "../../../api/consumer/patternChecks";
import { checkSchedule } from "../../../api/consumer/scheduleChecks";

describe("the check of a schedule", () => {
  const valid = [
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(1 hour)",
    "rate(365 days)",
    "cron(0 8 ? * MON-FRI *)",
    "cron(0/15 * * * ? *)",
    "cron(0 8 L * ? *)",
    "cron(0 8 L-3 * ? *)",
    "cron(0 8 LW * ? *)",
    "cron(0 8 15W * ? *)",
    "cron(0 8 ? JAN,jul 2#1 2030-2040)",
    "cron(0 8 ? * FRIL *)",
    "cron(5-10/2 22-4 ? * FRI-MON *)",
  ];
  for (const expression of valid) {
    it(`accepts ${expression}`, () => expect([...checkSchedule("it", expression)]).to.deep.equal([]));
  }

  const rateRule = "must contain a whole number from 1 and minutes, hours or days, or for 1 minute, hour or day";
  const kindRule = "must be rate(…) or cron(…), such as rate(5 minutes)";
  const dayRule = "must have ? for either the day of the month or the day of the week";
  const wrong: Readonly<Record<string, string>> = {
    "": kindRule,
    "every hour": kindRule,
    "Rate(5 minutes)": kindRule,
    "rate(5 minutes) ": kindRule,
    "at(2027-01-01T00:00:00)": kindRule,
    "0 8 * * *": kindRule,
    "rate()": rateRule,
    "rate(0 minutes)": rateRule,
    "rate(-1 hours)": rateRule,
    "rate(1.5 hours)": rateRule,
    "rate(1 minutes)": rateRule,
    "rate(5 minute)": rateRule,
    "rate(5 seconds)": rateRule,
    "cron(0 8 * * *)": "has 5 fields, and must have 6: minutes, hours, day of the month, month, day of the week, year",
    "cron(0 8 * * * *)": dayRule,
    "cron(0 8 ? * ? *)": dayRule,
    "cron(0 8 1 * MON *)": dayRule,
    "cron(60 8 ? * MON *)": "has 60 for the minutes, which has values from 0 to 59",
    "cron(0 24 ? * MON *)": "has 24 for the hours, which has values from 0 to 23",
    "cron(*/0 8 ? * MON *)": "has */0 for the minutes, which has values from 0 to 59",
    "cron(0 8 32 * ? *)": "has 32 for the day of the month, which has values from 1 to 31",
    "cron(0 8 1 13 ? *)": "has 13 for the month, which has values from 1 to 12 or JAN to DEC",
    "cron(0 8 ? * MON#6 *)": "has MON#6 for the day of the week, which has values from 1 to 7 or SUN to SAT",
    "cron(0 8 1 1 ? 1969)": "has 1969 for the year, which has values from 1970 to 2199",
    "cron(0 8 1 1 ? 2040-2030)": "has 2040-2030 for the year, which has values from 1970 to 2199",
  };
  for (const [expression, rule] of Object.entries(wrong)) {
    it(`rejects ${JSON.stringify(expression)}`, () => {
      expect([...checkSchedule("it", expression)]).to.deep.equal([`it: the schedule ${expression} ${rule}`]);
    });
  }

  it("rejects an expression of more than 256 characters", () => {
    const expression = `cron(${"0,".repeat(130)}0 8 ? * MON *)`;
    expect([...checkSchedule("it", expression)]).to.deep.equal([
      "it: its schedule has 279 characters, and must have at most 256",
    ]);
  });
});

describe("the check of a pattern", () => {
  const schema = {
    type: "object",
    properties: {
      n: { type: "integer" },
      s: { type: "string" },
      b: { type: "boolean" },
      list: { type: "array", items: { type: "string" } },
      inner: { type: "object", properties: { s: { type: "string" } } },
      things: { type: "array", items: { type: "object", properties: { n: { type: "number" } } } },
    },
  } as const;
  const check = (pattern: object) => [...checkPattern("it", pattern, [schema])];

  const valid: readonly object[] = [
    { n: [1, { numeric: [">", 1, "<=", 2.5] }, { "anything-but": [1, 2] }, { exists: false }] },
    { s: ["a", { prefix: "a" }, { suffix: "b" }, { "equals-ignore-case": "A" }, { "anything-but": "x" }] },
    { b: [true, { exists: true }] },
    { list: ["a", { prefix: "b" }] },
    { inner: { s: ["a"] } },
    { things: { n: [{ numeric: [">", 1] }] } },
  ];
  for (const pattern of valid) {
    it(`accepts ${JSON.stringify(pattern)}`, () => expect(check(pattern)).to.deep.equal([]));
  }

  const ofNumber = "conditions are a number or anything-but, exists, numeric with an operand for a number";
  const ofString =
    "conditions are a string or anything-but, equals-ignore-case, exists, prefix, suffix with an operand for a string";
  const listRule = "and must be a list of at least one condition";
  const wrong: readonly (readonly [pattern: object, sentence: string])[] = [
    [{}, "it is empty; remove it to receive everything"],
    [{ x: [1] }, "it names x, which is not among the properties n, s, b, list, inner, things"],
    [{ constructor: [1] }, "it names constructor, which is not among the properties n, s, b, list, inner, things"],
    [{ n: 5 }, `it: n is 5, ${listRule}`],
    [{ n: [] }, `it: n is [], ${listRule}`],
    [{ n: null }, `it: n is null, ${listRule}`],
    [{ n: { s: [1] } }, `it: n is {"s":[1]}, ${listRule}`],
    [{ inner: {} }, "it: inner is empty; remove it"],
    [{ inner: ["a"] }, 'it: inner is ["a"], and must be a pattern of its properties'],
    [{ inner: { n: [1] } }, "it names inner.n, which is not among the properties s"],
    [{ inner: { s: [1] } }, `it: inner.s has the condition 1; ${ofString}`],
    ...[
      ["a"],
      [null],
      [[1]],
      [{}],
      [{ prefix: "a" }],
      [{ numeric: [] }],
      [{ numeric: [">"] }],
      [{ numeric: ["=>", 5] }],
      [{ numeric: [">", "5"] }],
      [{ numeric: ["<", 5, ">", 1] }],
      [{ numeric: [">", 5, "<", 5] }],
      [{ numeric: [">", 1, "<", 5, "<", 9] }],
      [{ numeric: [">", 5_000_000_001] }],
      [{ numeric: [">", 0.1234567] }],
      [{ "anything-but": "a" }],
      [{ "anything-but": [] }],
      [{ exists: "yes" }],
      [{ exists: true, numeric: ["=", 1] }],
    ].map((n) => [{ n }, `it: n has the condition ${JSON.stringify(n[0])}; ${ofNumber}`] as const),
    ...[[5], [true], [{ prefix: 5 }], [{ prefiks: "a" }], [{ wildcard: "*a" }], [{ "anything-but": ["a", 1] }]].map(
      (s) => [{ s }, `it: s has the condition ${JSON.stringify(s[0])}; ${ofString}`] as const,
    ),
    [
      { b: [{ "anything-but": true }] },
      'it: b has the condition {"anything-but":true}; conditions are a boolean or exists with an operand for a boolean',
    ],
  ];
  for (const [pattern, sentence] of wrong) {
    it(`rejects ${JSON.stringify(pattern)}`, () => expect(check(pattern)).to.deep.equal([sentence]));
  }

  it("accepts a property that one of several schemas has", () => {
    const other = { type: "object", properties: { other: { type: "string" } } } as const;
    expect([...checkPattern("it", { other: ["a"], n: [1] }, [schema, other])]).to.deep.equal([]);
  });
});
