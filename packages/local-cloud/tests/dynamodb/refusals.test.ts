import { expect } from "chai";
import { checkTables } from "../../src/dynamodb/refusals";
import type { Declared } from "../../src/kernel/resources";

/** Returns CreateTable's error for a table. */
function refusal(state: object): string | undefined {
  try {
    checkTables([{ type: "aws:dynamodb/table:Table", name: "t", state } as Declared]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const attributes = (...names: string[]) => ({ attributes: names.map((name) => ({ name, type: "S" })) });
const invalid = "table t: ValidationException: One or more parameter values were invalid: ";

describe("the checks of a table's keys", () => {
  it("reject an attribute that no key uses", () => {
    expect(refusal({ ...attributes("a", "b"), hashKey: "a" })).to.equal(
      `${invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
    const globalSecondaryIndexes = [{ name: "by-b", hashKey: "b" }];
    expect(refusal({ ...attributes("a", "b", "c"), hashKey: "a", globalSecondaryIndexes })).to.equal(
      `${invalid}Some AttributeDefinitions are not used. AttributeDefinitions: [a, b, c], keys used: [a, b]`,
    );
  });

  it("reject a key without its attribute", () => {
    expect(refusal({ ...attributes("a"), hashKey: "a", rangeKey: "b" })).to.equal(
      `${invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [b], AttributeDefinitions: [a]`,
    );
  });

  it("accept a table whose attributes are all keys of it or of its indexes", () => {
    const indexes = {
      globalSecondaryIndexes: [{ name: "g", keySchemas: [{ attributeName: "b" }, { attributeName: "c" }] }],
      localSecondaryIndexes: [{ name: "l", rangeKey: "d" }],
    };
    expect(refusal({ ...attributes("a", "b", "c", "d"), hashKey: "a", ...indexes })).to.equal(undefined);
  });
});
