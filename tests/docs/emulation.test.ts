import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { emulationText } from "../../packages/local-cloud/tests/support/emulation";
import { root } from "../../packages/local-cloud/tests/support/program";

describe("the types in docs/emulation.md", () => {
  it("are those that the services know (npm run approve writes them)", async () => {
    expect(readFileSync(join(root, "docs/emulation.md"), "utf8")).to.equal(await emulationText());
  });
});
