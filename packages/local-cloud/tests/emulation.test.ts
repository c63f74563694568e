import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { emulationText } from "./support/emulationPage";
import { root } from "./support/program";

describe("the types in docs/emulation.md", () => {
  it("are those of the services (npm run approve -w packages/local-cloud writes them)", async () => {
    expect(readFileSync(join(root, "packages/local-cloud/docs/emulation.md"), "utf8")).to.equal(await emulationText());
  });
});
