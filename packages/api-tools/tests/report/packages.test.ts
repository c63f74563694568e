import { expect } from "chai";
import { findChangedPackages, findFunctionsWithPackages, packageName, type Lock } from "../../src/report/packages";
import type { Program } from "@onemachine/local-cloud";
import { declare, programSource, withProgram } from "../support/program";

type Packages = Record<string, { version: string; dev?: boolean; dependencies?: Record<string, string> }>;

const fn = (name: string, ...files: string[]) => `
new aws.lambda.Function("${name}", { role: "arn:r", runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ ${["index.js", ...files].map((file) => `"${file}": new pulumi.asset.StringAsset("a")`).join()} }) });`;

/** Three functions: one with a scoped package, one with an unscoped package, one without packages. */
const source = programSource(
  fn("scoped", "node_modules/@a/client/index.js") + fn("plain", "node_modules/b/lib/index.js") + fn("bare"),
);

const packages: Packages = {
  "node_modules/@a/client": { version: "1.0.0", dependencies: { core: "*", deep: "*" } },
  "node_modules/@a/client/node_modules/deep": { version: "2.0.0", dependencies: { leaf: "*" } },
  "node_modules/core": { version: "1.0.0" },
  "node_modules/deep": { version: "1.0.0" },
  "node_modules/leaf": { version: "1.0.0", dependencies: { core: "*" } },
  "node_modules/b": { version: "1.0.0", dependencies: { deep: "*", missing: "*" } },
  "node_modules/other": { version: "1.0.0" },
  "node_modules/tool": { version: "1.0.0", dev: true },
};

const lock = (changes: Packages = {}): Lock => new Map(Object.entries({ ...packages, ...changes }));

describe("the report on packages", () => {
  let program: Program;
  before(async () => {
    program = await withProgram(source, (dir) => declare({ program: dir }));
  });

  const cases: readonly (readonly [what: string, path: string, functions: readonly string[]])[] = [
    ["a package in the archive", "node_modules/b", ["plain"]],
    ["a scoped package", "node_modules/@a/client", ["scoped"]],
    ["a transitive dependency", "node_modules/leaf", ["scoped"]],
    ["a nested dependency", "node_modules/@a/client/node_modules/deep", ["scoped"]],
    ["a hoisted dependency of the same name", "node_modules/deep", ["plain"]],
    ["a package outside the archives", "node_modules/other", []],
    ["a development dependency", "node_modules/tool", []],
  ];
  for (const [what, path, functions] of cases) {
    it(`lists the functions affected by ${what}`, async () => {
      const { dev, ...rest } = packages[path]!;
      const locks = { before: lock(), now: lock({ [path]: { ...rest, ...(dev ? { dev } : {}), version: "9.0.0" } }) };
      const changed = findChangedPackages(locks);
      expect(changed).to.deep.equal(dev ? [] : [path]);
      expect(await findFunctionsWithPackages(changed, locks, program)).to.deep.equal(functions);
    });
  }

  it("counts an added or removed package as changed", () => {
    const without = new Map([...lock()].filter(([path]) => path !== "node_modules/@a/client/node_modules/deep"));
    for (const locks of [
      { before: without, now: lock() },
      { before: lock(), now: without },
    ]) {
      expect(findChangedPackages(locks).map(packageName)).to.deep.equal(["deep"]);
    }
  });
});
