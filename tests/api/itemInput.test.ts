import { expect } from "chai";
import Ajv from "ajv";
import fc from "fast-check";
import { itemInput, itemInputSchema } from "../../api/items/schema";

const published = new Ajv({ strict: false }).compile(structuredClone(itemInputSchema));

/** What the function's own check does with a parsed body. */
function accepts(body: object): boolean {
  try {
    itemInput(body as Record<string, unknown>);
    return true;
  } catch (error) {
    expect((error as { statusCode?: number }).statusCode).to.equal(400);
    return false;
  }
}

/** Text around every boundary of the rules: lengths, blanks, NUL, surrogates, astral characters. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(" ", "a", "\u0000", "\ud800", "\udfff", "😀", "\ufeff", "\n", "\u2028", "é") }),
  fc
    .tuple(fc.constantFrom("a", "😀", " ", "\u0001"), fc.constantFrom(255, 256, 257, 258, 4_095, 4_096, 4_097))
    .map(([character, length]) => character.repeat(length)),
  fc
    .tuple(fc.integer({ min: 254, max: 258 }), fc.constantFrom(" ", "\t\n", ""))
    .map(([length, blank]) => `${blank}${"x".repeat(length)}${blank}`),
);
const field = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constant(null),
  fc.integer(),
  fc.constant({}),
  fc.constant([]),
);
const body = fc.record(
  {
    name: field,
    description: field,
    other: fc.jsonValue(),
    ["__proto__"]: fc.jsonValue(),
    constructor: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

describe("the function's own check and the published schema", () => {
  it("agree on every parsed body", () => {
    fc.assert(
      fc.property(fc.oneof(body, fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        const parsed = JSON.parse(JSON.stringify(value)) as object;
        expect(accepts(parsed)).to.equal(published(parsed));
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps nothing but the two fields, the name trimmed, and touches no prototype", () => {
    fc.assert(
      fc.property(body, (value) => {
        const parsed = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        fc.pre(accepts(parsed));
        const { name, description = "" } = parsed;
        expect(itemInput(parsed)).to.deep.equal({ name: (name as string).trim(), description });
        expect(Object.keys(Object.prototype)).to.deep.equal([]);
      }),
    );
  });
});
