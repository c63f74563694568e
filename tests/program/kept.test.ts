import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { declared, ofType } from "../support/program";

const folder = join(__dirname, "kept");

interface Kept {
  readonly urns: readonly string[];
  /** Inputs, keyed by URN. */
  readonly tables: Readonly<Record<string, object>>;
}

/** Stacks of the first released version. Without one of these URNs, an update would replace the resource. */
for (const file of readdirSync(folder)) {
  const stack = file.replace(".json", "");
  const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as Kept;

  describe(`an existing stack ${stack}`, () => {
    it("keeps every resource under its URN", async () => {
      const urns = (await declared(stack)).resources.map(({ urn }) => urn);
      expect(kept.urns.filter((urn) => !urns.includes(urn))).to.deep.equal([]);
    });

    it("keeps the inputs of its tables, so that no update replaces one", async () => {
      const tables = ofType(await declared(stack), "aws:dynamodb/table:Table").map(({ urn, inputs }) => [urn, inputs]);
      expect(Object.fromEntries(tables)).to.deep.include(kept.tables);
    });
  });
}
