import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { declared, root } from "./support/program";

describe("the README", () => {
  it("shows the key that the dev stack has on every machine", async () => {
    const { outputs } = await declared("dev");
    expect(readFileSync(join(root, "README.md"), "utf8")).to.include(`KEY=${String(outputs["apiKeyValue"]!.value)}\n`);
  });
});
