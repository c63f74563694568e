import { expect } from "chai";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { declare, ofType, root } from "../../local-cloud/tests/support/program";
import { addReadmeRoute, applyStep, copyProject, parseSteps, revertStep } from "../guide";

describe("docs/add-a-resource.md", () => {
  const steps = parseSteps(readFileSync(join(root, "docs", "add-a-resource.md"), "utf8"));

  it("creates three files, and adds one line to an existing one", () => {
    expect(steps.flatMap((step) => ("text" in step ? [step.file] : []))).to.deep.equal([
      "api/orders/store.ts",
      "api/orders/routes.ts",
      "tests/contract/orders.test.ts",
    ]);
    const edits = steps.flatMap((step) => ("before" in step ? [step] : []));
    const added = edits.flatMap(({ before, after }) =>
      after.split("\n").filter((line) => !before.split("\n").includes(line)),
    );
    expect([new Set(edits.map(({ file }) => file)).size, added.length]).to.deep.equal([1, 1]);
  });

  it("declares its resources, and the README's route, in a copy of the project", async () => {
    // Inside the project, so that Node.js resolves the packages.
    const dir = copyProject(join(root, "tests"));
    try {
      for (const step of steps) revertStep(dir, step);
      const before = ofType(await declare({ dir }), "aws:lambda/function:Function").map(({ name }) => name);
      for (const step of steps) applyStep(dir, step);
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
