import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import "@pulumi/pulumi";
import { duringLoad } from "../../src/kernel/loadScope";
import { shareCodePaths, withOneFolder } from "../../src/program/pulumi/codePaths";

/** Returns a runtime that counts how often it reads node_modules. */
function countingRuntime() {
  const calls: unknown[][] = [];
  const runtime = {
    computeCodePaths: (...args: unknown[]) => {
      calls.push(args);
      return Promise.resolve(new Map([["node_modules/lib", { path: `${calls.length}` }]]));
    },
  };
  shareCodePaths(runtime);
  return { calls, compute: (...args: unknown[]) => runtime.computeCodePaths(...args) };
}

describe("the files of CallbackFunctions", () => {
  it("are read once in a load for equal options, and again in the next load", async () => {
    const { calls, compute } = countingRuntime();
    const load = () =>
      duringLoad(async () => {
        const [first, second] = [
          await compute({ extraIncludePaths: ["a"] }),
          await compute({ extraIncludePaths: ["a"] }),
        ];
        expect(second).to.deep.equal(first);
        second.clear();
        expect(first.size).to.equal(1);
      });
    await load();
    expect(calls.length).to.equal(1);
    await load();
    expect(calls.length).to.equal(2);
  });

  it("are read once if the functions compute them at the same time", async () => {
    const { calls, compute } = countingRuntime();
    await duringLoad(() => Promise.all([compute(), compute({}), compute(undefined)]));
    expect(calls.length).to.equal(1);
  });

  const different: readonly (readonly [what: string, args: readonly unknown[]])[] = [
    ["other packages", [{ extraIncludePackages: ["b"] }]],
    ["other paths", [{ extraIncludePaths: ["b"] }]],
    ["other excluded packages", [{ extraExcludePackages: ["b"] }]],
    ["a list of paths, the old form", [["a"], ["b"], ["c"]]],
  ];
  for (const [what, args] of different) {
    it(`are read for ${what}`, async () => {
      const { calls, compute } = countingRuntime();
      await duringLoad(async () => {
        await compute({ extraIncludePaths: ["a"] });
        await compute(...args);
      });
      expect(calls).to.deep.equal([[{ extraIncludePaths: ["a"] }], args]);
    });
  }

  it("are read for the same options in another working directory", async () => {
    const { calls, compute } = countingRuntime();
    const before = process.cwd();
    await duringLoad(async () => {
      await compute();
      process.chdir("..");
      await compute();
    }).finally(() => process.chdir(before));
    expect(calls.length).to.equal(2);
  });
});

describe("the workspace of a package", () => {
  const file = join(dirname(require.resolve("@pulumi/pulumi")), "runtime", "closure", "codePaths.js");
  const text = readFileSync(file, "utf8");
  let dir: string;
  before(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "workspace-")));
    for (const folder of ["packages/one", "packages/deep/two", "other/three"]) {
      mkdirSync(join(dir, folder, "src"), { recursive: true });
      writeFileSync(join(dir, folder, "package.json"), "{}");
    }
  });
  after(() => rmSync(dir, { recursive: true }));

  interface CodePaths {
    findWorkspaceRoot(folder: string): Promise<string | null>;
  }

  /** Runs a text beside Pulumi's own file, by another name, whose text the local cloud does not replace. */
  const compiled = (source: string): CodePaths => {
    const copy = join(dirname(file), "copy.js");
    const module = new Module(copy) as Module & { _compile(text: string, filename: string): void };
    module.filename = copy;
    module.paths = require.cache[require.resolve("@pulumi/pulumi")]!.paths;
    module._compile(source, copy);
    return module.exports as CodePaths;
  };

  const folders = ["packages/one", "packages/one/src", "packages/deep/two", "other/three", "."];
  const one = ["packages/one", "packages/one/src"];
  const patterns: readonly (readonly [workspaces: unknown, members: readonly string[]])[] = [
    [undefined, []],
    [["packages/*"], one],
    [["packages/**"], [...one, "packages/deep/two"]],
    [
      ["packages/one", "other/*"],
      [...one, "other/three"],
    ],
    [["./packages/one"], one],
    [["{packages,other}/*"], [...one, "other/three"]],
    [["*"], []],
    [{ packages: ["other/three"] }, ["other/three"]],
  ];
  for (const [workspaces, members] of patterns) {
    it(`is found as by Pulumi's search for the workspaces ${JSON.stringify(workspaces)}`, async () => {
      writeFileSync(join(dir, "package.json"), JSON.stringify({ workspaces }));
      const findMembers = async (source: string) => {
        const codePaths = compiled(source);
        const roots = await Promise.all(folders.map((folder) => codePaths.findWorkspaceRoot(join(dir, folder))));
        return folders.filter((_, index) => roots[index] === dir);
      };
      expect(await findMembers(text)).to.deep.equal(members);
      expect(await findMembers(withOneFolder(text))).to.deep.equal(members);
    });
  }

  it("is searched without the files below the workspace's root", () => {
    expect(text).to.include("crawl(currentDir)");
    expect(withOneFolder(text)).not.to.include("crawl(currentDir)");
    expect(withOneFolder("fdir.crawl(dir)")).to.equal("fdir.crawl(dir)");
  });
});
