import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { replacingProperties } from "@onemachine/api-tools";
import { ofType, shipped } from "../support/program";

const folder = join(__dirname, "itemStacks");

interface Kept {
  readonly urns: readonly string[];
  /** Inputs, keyed by URN. */
  readonly tables: Readonly<Record<string, object>>;
  /** Inputs whose change would replace the resource, keyed by URN. Each new document replaces the deployment. */
  readonly replacing: Readonly<Record<string, object>>;
}

/** Inputs of tables that later versions of the program add, which DynamoDB updates in place (UpdateTable). */
const addedToTables = { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" };

/** Replaces the ends of generated names, and the ids of APIs and usage plans, which depend on logical names. */
function withoutHashes(value: object): object {
  const text = JSON.stringify(value)
    .replace(/-[0-9a-f]{7,8}(?![0-9a-f])/g, "-HASH")
    .replace(/(?<=[":_])[a-z0-9]{10}(?=["/])/g, "ID")
    .replace(/(?<="usagePlanId":")[a-z0-9]{6}(?=")/g, "ID");
  return JSON.parse(text) as object;
}

/** Stacks of the first released version. Without one of these URNs, an update would replace the resource. */
for (const file of readdirSync(folder)) {
  const stack = file.replace(".json", "") as "dev" | "prod";
  const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as Kept;

  describe(`an existing stack ${stack}`, () => {
    it("keeps every resource under its URN", async () => {
      const urns = (await shipped(stack)).resources.map(({ urn }) => urn);
      expect(kept.urns.filter((urn) => !urns.includes(urn))).to.deep.equal([]);
    });

    it("keeps the inputs of its tables, and adds the stream", async () => {
      const tables = ofType(await shipped(stack), "aws:dynamodb/table:Table").map(({ urn, inputs }) => [urn, inputs]);
      const expected = Object.entries(kept.tables).map(([urn, inputs]) => [urn, { ...inputs, ...addedToTables }]);
      expect(Object.fromEntries(tables)).to.deep.include(Object.fromEntries(expected));
    });

    it("keeps every input whose change would replace a resource", async () => {
      const { resources } = await shipped(stack);
      const now = resources
        .filter(({ urn }) => Object.hasOwn(kept.replacing, urn))
        .map(({ urn, type, inputs }): [string, object] => {
          const given = (replacingProperties(type) ?? []).filter((property) => inputs[property] !== undefined);
          return [urn, Object.fromEntries(given.map((property) => [property, inputs[property]]))];
        });
      expect(withoutHashes(Object.fromEntries(now))).to.deep.equal(withoutHashes(kept.replacing));
    });
  });
}
