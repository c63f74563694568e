import { expect } from "chai";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { declare, ofType, root } from "../../local-cloud/tests/support/program";
import { addReadmeRoute, apply, copyOfProject, stepsOf, undo } from "../guide";

describe("docs/add-a-resource.md", () => {
  const steps = stepsOf(readFileSync(join(root, "docs", "add-a-resource.md"), "utf8"));

  it("makes three files, and adds two lines to one that is there", () => {
    expect(steps.flatMap((step) => ("text" in step ? [step.file] : []))).to.deep.equal([
      "api/orders/store.ts",
      "api/orders/routes.ts",
      "tests/contract/orders.test.ts",
    ]);
    const edits = steps.flatMap((step) => ("before" in step ? [step] : []));
    const added = edits.flatMap(({ before, after }) =>
      after.split("\n").filter((line) => !before.split("\n").includes(line)),
    );
    expect([new Set(edits.map(({ file }) => file)).size, added.length]).to.deep.equal([1, 2]);
  });

  it("and the README's route declare what they say, in a copy of the project", async () => {
    // Inside the project, so that the copy finds the packages.
    const dir = copyOfProject(join(root, "tests"));
    try {
      for (const step of steps) undo(dir, step);
      const before = ofType(await declare({ dir }), "aws:lambda/function:Function").map(({ name }) => name);
      for (const step of steps) apply(dir, step);
      addReadmeRoute(dir);
      const program = await declare({ dir, stack: "prod" });
      const functions = ofType(program, "aws:lambda/function:Function").map(({ name }) => name);
      expect(functions).to.include.members([...before, "countItems-function"]);
      expect(functions).to.include.members(
        ["createOrder", "deleteOrder", "getOrder", "listOrders"].map((name) => `${name}-function`),
      );
      expect(ofType(program, "aws:dynamodb/table:Table").map(({ name }) => name)).to.include("Orders");
      expect(program.outputs["tableNames"]!.value).to.have.property("orders");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
