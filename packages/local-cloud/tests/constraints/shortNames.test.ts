import { expect } from "chai";
import { checkConstraints } from "../../src/constraints/check";
import { shortNames } from "../../src/constraints/shortNames";
import type { Declared } from "../../src/kernel/resources";

const table = { type: "aws:dynamodb/table:Table", name: "t", id: "t-1234567", state: { name: "t-1234567" } };

function functionWith(variables: Readonly<Record<string, string>>): Declared[] {
  const fn = { type: "aws:lambda/function:Function", name: "fn", id: "fn", state: { environment: { variables } } };
  return [table, fn] as unknown as Declared[];
}

describe("a variable whose name is one letter", () => {
  it("is reported and accepted when its value is another resource's output", () => {
    const resources = functionWith({ T: "t-1234567" });
    expect(shortNames(resources)).to.deep.equal([{ resource: "fn", variable: "T" }]);
    checkConstraints(resources);
  });

  it("is rejected with AWS's message when its value is a literal", () => {
    const resources = functionWith({ T: "1" });
    expect(shortNames(resources)).to.deep.equal([]);
    expect(() => checkConstraints(resources)).to.throw("[a-zA-Z]([a-zA-Z0-9_])+");
  });
});
