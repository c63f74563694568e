import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { bundledFunction, placeBundled } from "../../api/packaging/bundledFunctions";
import { root } from "../support/program";

const require = createRequire(__filename);

/** Returns the functions that a module of api/ exports, by name. */
function functionsOf(path: string): [name: string, value: unknown][] {
  const exported = require(join(root, "api", path)) as object;
  return Object.entries(exported).filter(([, value]) => typeof value === "function");
}

/** Modules that every archive of their kind may contain. */
function shared(): string[] {
  const folders = readdirSync(join(root, "api"), { withFileTypes: true }).filter((each) => each.isDirectory());
  const files = folders.flatMap(({ name }) => readdirSync(join(root, "api", name)).map((file) => `${name}/${file}`));
  return files.filter((file) => /^http\/|\/open\.ts$/.test(file));
}

describe("the functions that archives bundle", () => {
  for (const path of shared()) {
    it(`are those of api/${path}`, () => {
      for (const [name, value] of functionsOf(path)) {
        expect(bundledFunction(placeBundled(value) ?? ""), name).to.deep.equal({
          name,
          source: join(root, "api", path.replace(/\.ts$/, "")),
        });
      }
    });
  }

  it("are no other values", () => {
    expect([undefined, "handler", {}, () => 1].map(placeBundled)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(["lib", "program", "program:", "program:nothing"].map(bundledFunction)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
