import { expect } from "chai";
import { explainMismatch, matches, parsePattern } from "../../src/kernel/eventPattern";

/** Returns whether a pattern of field `a` matches a value, both as JSON text. */
function matchesValue(alternatives: string, value: string): boolean {
  return matches(parsePattern(`{"a":${alternatives}}`), `{"a":${value}}`);
}

const holds: readonly (readonly [alternatives: string, value: string, expected: boolean])[] = [
  // exact
  ['["x"]', '"x"', true],
  ['["x"]', '"X"', false],
  ['["true"]', "true", false],
  ["[null]", "null", true],
  ['[null, "x"]', '"x"', true],
  ['["x"]', '["y", "x"]', true],
  ['["x"]', "[]", false],
  ['["x"]', '["y", ["x"]]', true],
  // numbers, by text or by value within EventBridge's range
  ["[3.0]", "3", true],
  ["[3e2]", "300.000", true],
  ["[123456789012]", "123456789012", true],
  ["[123456789012]", "123456789012.0", false],
  ["[1e-7]", "1e-7", true],
  ["[1e-7]", "0.0000001", false],
  ["[0]", "-0.0", true],
  ["[1]", '"1"', false],
  ["[1]", "1e999999999", false],
  ['[{"numeric": [">", 0, "<=", 5]}]', "5.0", true],
  ['[{"numeric": [">", 0, "<=", 5]}]', "0", false],
  ['[{"numeric": ["=", 0.1]}]', "1e-1", true],
  ['[{"numeric": ["<", 5]}]', "5000000001", false],
  ['[{"anything-but": 5}]', "5.0", false],
  ['[{"anything-but": 5}]', '"5"', true],
  ['[{"anything-but": [1, 2]}]', "99999999999", true],
  // texts
  ['[{"prefix": ""}]', '"x"', true],
  ['[{"prefix": ""}]', "1", false],
  ['[{"suffix": {"equals-ignore-case": ".PNG"}}]', '"a.png"', true],
  ['[{"equals-ignore-case": "STRASSE"}]', '"strasse"', true],
  ['[{"anything-but": "x"}]', '["x", "y"]', true],
  ['[{"anything-but": {"suffix": [".a", ".b"]}}]', '"f.b"', false],
  ['[{"anything-but": {"equals-ignore-case": "x"}}]', "true", true],
  // wildcards
  ['[{"wildcard": "a*b*c"}]', '"abbc"', true],
  ['[{"wildcard": "a*a"}]', '"a"', false],
  ['[{"wildcard": "a*ab*b"}]', '"ab"', false],
  ['[{"wildcard": "*"}]', '""', true],
  ['[{"wildcard": "a\\\\*b"}]', '"a*b"', true],
  ['[{"wildcard": "a\\\\*b"}]', '"axb"', false],
  ['[{"wildcard": "a?b"}]', '"axb"', false],
  ['[{"wildcard": "*aab"}]', '"aaab"', true],
  ['[{"wildcard": "x*aab*"}]', '"xaaab!"', true],
  // addresses
  ['[{"cidr": "10.0.0.0/8"}]', '"10.255.255.255"', true],
  ['[{"cidr": "10.0.0.0/8"}]', '"11.0.0.0"', false],
  ['[{"cidr": "0.0.0.0/0"}]', '"::1"', false],
  ['["2001:db8::1"]', '"2001:0DB8:0:0:0:0:0:1"', true],
  ['["10.0.0.1"]', '"10.0.0.01"', true],
  // existence, of leaf values only
  ['[{"exists": true}]', "null", true],
  ['[{"exists": true}]', "{}", false],
  ['[{"exists": true}]', "[]", false],
  ['[{"exists": false}]', '{"b": 1}', true],
  ['[{"exists": false}, "x"]', '"y"', false],
];

const refused: readonly (readonly [pattern: string, reason: string])[] = [
  ["[]", "Filter is not an object"],
  ["{}", "Empty objects are not allowed"],
  ['{"a":{}}', "Empty objects are not allowed"],
  ['{"a":[[]]}', "Match value must be String, number, true, false, or null"],
  ['{"a":[{}]}', "Match expression name not found"],
  ['{"a":[{"toString":"x"}]}', "Unrecognized match type toString"],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', "Only one key allowed in match expression"],
  ['{"a":[{"prefix":{"suffix":"y"}}]}', "Unsupported prefix pattern: suffix"],
  ['{"a":[{"exists":"true"}]}', "exists match pattern must be either true or false."],
  ['{"a":[{"numeric":5}]}', "Value of numeric must be an array."],
  ['{"a":[{"numeric":[]}]}', "Invalid member in numeric match: ]"],
  ['{"a":[{"numeric":["~",5]}]}', "Unrecognized numeric range operator: ~"],
  ['{"a":[{"numeric":["<",5,">",1]}]}', "Too many elements in numeric expression"],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', "Bottom must be less than top"],
  ['{"a":[{"numeric":[">",5000000001]}]}', "Value must be between -5.0E9 and 5.0E9, inclusive"],
  [
    '{"a":[{"anything-but":["x",1]}]}',
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  ['{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}', "Unsupported anything-but pattern: cidr"],
  ['{"a":[{"cidr":"10.0.0.0/32"}]}', "IPv4 mask bits must be < 32"],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[{"wildcard":"a\\\\b"}]}', "Invalid escape character at pos 2"],
  ['{"$or":{}}', "It must be an Array followed with $or."],
  ['{"$or":[{"a":[1]}]}', "There must have at least 2 Objects in $or relationship."],
  ['{"$or":[{"a":[1]},1]}', "Only JSON object is allowed in array of $or relationship."],
  ['{"$or":[{"a":[1]},{"prefix":[1]}]}', "prefix is Ruler reserved fieldName which cannot be used inside $or."],
];

describe("event patterns", () => {
  for (const [alternatives, value, expected] of holds) {
    it(`${alternatives} ${expected ? "matches" : "does not match"} ${value}`, () => {
      expect(matchesValue(alternatives, value)).to.equal(expected);
    });
  }

  for (const [pattern, reason] of refused) {
    it(`rejects ${pattern}`, () => {
      expect(() => parsePattern(pattern)).to.throw(`Event pattern is not valid. Reason: ${reason}`);
    });
  }

  it("matches the fields of an array's objects in the same object", () => {
    const pattern = parsePattern('{"items":{"name":["a"],"state":["on"]}}');
    expect(matches(pattern, '{"items":[{"name":"a","state":"off"},{"name":"b","state":"on"}]}')).to.equal(false);
    expect(matches(pattern, '{"items":[{"name":"b","state":"off"},{"name":"a","state":"on"}]}')).to.equal(true);
  });

  it("tests the absence of a field in the object that matches the other fields", () => {
    const pattern = parsePattern('{"items":{"name":["a"],"state":[{"exists":false}]}}');
    expect(matches(pattern, '{"items":[{"name":"a","state":"off"},{"name":"b"}]}')).to.equal(false);
    expect(matches(pattern, '{"items":[{"name":"b","state":"off"},{"name":"a"}]}')).to.equal(true);
  });

  it("tests the absence of a field in all objects of an array if no other field selects one", () => {
    const pattern = parsePattern('{"items":{"state":[{"exists":false}]}}');
    expect(matches(pattern, '{"items":[{"state":"off"},{"name":"b"}]}')).to.equal(false);
    expect(matches(pattern, '{"items":[{"name":"a"},{"name":"b"}]}')).to.equal(true);
  });

  it("combines nested $or conditions with the fields around them", () => {
    const pattern = parsePattern('{"a":[1],"$or":[{"b":[1]},{"$or":[{"c":[1]},{"d":[1]}]}]}');
    expect(["b", "c", "d", "e"].map((key) => matches(pattern, `{"a":1,"${key}":1}`))).to.deep.equal([
      ...[true, true, true],
      false,
    ]);
    expect(matches(pattern, '{"a":2,"b":1}')).to.equal(false);
  });

  it("reads all values of a repeated key", () => {
    expect(matches(parsePattern('{"a":["x"],"b":["y"]}'), '{"a":"x","b":"z","b":"y","a":"z"}')).to.equal(true);
  });

  it("accepts wildcards up to the complexity that AWS accepts", () => {
    const stacks = (count: number) =>
      JSON.stringify({ a: [..."wxyz"].slice(0, count).map((name) => ({ wildcard: `*:stack/${name}/*` })) });
    expect(() => parsePattern(stacks(3))).not.to.throw();
    expect(() => parsePattern(stacks(4))).to.throw("Rule is too complex - try using fewer wildcard characters");
  });

  it("rejects more than 1,000 combinations of $or before it computes them", () => {
    const or = `"$or":[${Array.from({ length: 10 }, (_, index) => `{"k${String(index)}":[1]}`).join(",")}]`;
    const nested = `{"a":{${or}},"b":{${or}},"c":{${or}},"d":{${or}}}`;
    expect(() => parsePattern(nested)).to.throw("Rule is too complex");
  });

  it("rejects deep nesting", () => {
    expect(() => parsePattern('{"a":'.repeat(100_000))).to.throw("Document nesting depth");
  });

  it("rejects a long repetition after a wildcard as too complex", () => {
    expect(() => parsePattern(JSON.stringify({ a: [{ wildcard: `*${"a".repeat(1_000)}b` }] }))).to.throw(
      "Rule is too complex",
    );
  });

  it("compares a megabyte with a repetitive wildcard in linear time", () => {
    const pattern = parsePattern(JSON.stringify({ a: [{ wildcard: "*aaaaab*" }] }));
    const started = process.cpuUsage().user;
    expect(matches(pattern, JSON.stringify({ a: "a".repeat(1_000_000) }))).to.equal(false);
    expect(process.cpuUsage().user - started).to.be.below(1_000_000);
  });
});

describe("the explanation of an event pattern", () => {
  const event = JSON.stringify({
    source: "a",
    detail: {
      size: 5,
      tags: [
        { name: "x", on: false },
        { name: "y", on: true },
      ],
    },
  });
  const cases: [string, object, [path: string, expected: string, found: string | undefined][]][] = [
    ["nothing for a match", { source: ["a"] }, []],
    ["a field with another value", { source: ["b", "c"] }, [["source", '["b","c"]', '"a"']]],
    ["an absent field", { detail: { colour: ["red"] } }, [["detail.colour", '["red"]', undefined]]],
    ["an operator", { detail: { size: [{ numeric: [">", 5] }] } }, [["detail.size", '[{"numeric":[">",5]}]', "5"]]],
    ["all values of an array", { detail: { tags: { name: ["z"] } } }, [["detail.tags.name", '["z"]', '"x", "y"']]],
    ["nothing if no single element matches all fields", { detail: { tags: { name: ["x"], on: [true] } } }, []],
    [
      "the alternative with the fewest mismatches",
      {
        $or: [
          { source: ["b"], detail: { size: [1] } },
          { source: ["a"], detail: { size: [2] } },
        ],
      },
      [["detail.size", "[2]", "5"]],
    ],
  ];
  for (const [what, pattern, expected] of cases) {
    it(`names ${what}`, () => {
      const found = explainMismatch(parsePattern(JSON.stringify(pattern)), event);
      expect(found.map(({ path, expected: list, found: value }) => [path, list, value])).to.deep.equal(expected);
    });
  }
});
