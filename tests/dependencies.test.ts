import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/program";

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Readonly<Record<string, string>>
>;

describe("the dependencies", () => {
  it("refer to the local cloud and the tools by file or URL, so that no registry can serve another package", () => {
    const own = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) =>
      name.startsWith("@onemachine/"),
    );
    expect(own.map(([name]) => name)).to.include.members(["@onemachine/local-cloud", "@onemachine/api-tools"]);
    for (const [name, reference] of own) expect(reference, name).to.match(/^(?:file:|https:\/\/)/);
  });

  it("of a deployment do not include the local cloud", () => {
    expect(Object.keys(dependencies).filter((name) => name.startsWith("@onemachine/"))).to.deep.equal([]);
  });
});
