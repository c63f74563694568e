import { expect } from "chai";
import { duringLoad } from "../../src/kernel/loadScope";
import { shareCodePaths } from "../../src/program/codePaths";

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
