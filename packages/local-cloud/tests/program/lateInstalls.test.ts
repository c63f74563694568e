import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { findLateInstalls, resolveThroughLink } from "../../src/program/modules/lateInstalls";

describe("a package that is installed after it was looked for", () => {
  let dir: string;
  let stop: () => void;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "late-")));
    // Node.js does not read package.json below a missing folder.
    mkdirSync(join(dir, "node_modules"));
    stop = findLateInstalls();
  });
  afterEach(() => {
    stop();
    rmSync(dir, { recursive: true });
  });

  const find = (request: string) => {
    try {
      return createRequire(join(dir, "index.js")).resolve(request);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const install = (name: string, manifest: object, file: string) => {
    const target = join(dir, "node_modules", name, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(join(dir, "node_modules", name, "package.json"), JSON.stringify({ name, ...manifest }));
    writeFileSync(target, "module.exports = 1;");
    return target;
  };

  const cases: readonly (readonly [request: string, name: string, manifest: object, file: string])[] = [
    ["plain", "plain", {}, "index.js"],
    ["main", "main", { main: "lib/a.js" }, "lib/a.js"],
    ["exported", "exported", { exports: "./lib/a.js" }, "lib/a.js"],
    ["parts/inner", "parts", { exports: { "./inner": "./lib/a.js" } }, "lib/a.js"],
    ["@scope/name", "@scope/name", { exports: { require: "./a.cjs" } }, "a.cjs"],
    ["@scope/other/file.js", "@scope/other", {}, "file.js"],
  ];
  for (const [request, name, manifest, file] of cases) {
    it(`is found: ${request} with ${JSON.stringify(manifest)}`, () => {
      expect(find(request)).to.equal("MODULE_NOT_FOUND");
      const target = install(name, manifest, file);
      expect(find(request)).to.equal(target);
    });
  }

  it("is found when its package.json is written after its folder", () => {
    mkdirSync(join(dir, "node_modules", "half"));
    expect(find("half")).to.equal("MODULE_NOT_FOUND");
    expect(find("half")).to.equal("MODULE_NOT_FOUND");
    const target = install("half", { main: "a.js" }, "a.js");
    expect(find("half")).to.equal(target);
  });

  it("is found by a subpath that a newer version exports", () => {
    install("grows", { exports: { ".": "./a.js" } }, "a.js");
    expect(find("grows/more")).to.equal("ERR_PACKAGE_PATH_NOT_EXPORTED");
    const target = install("grows", { exports: { ".": "./a.js", "./more": "./more.js" } }, "more.js");
    expect(find("grows/more")).to.equal(target);
  });

  it("fails at once if other packages have wrapped the resolution in earlier loads", () => {
    const loader = Module as unknown as { _resolveFilename: (...all: unknown[]) => string };
    const original = loader._resolveFilename;
    try {
      for (let load = 0; load < 10; load++) {
        const end = findLateInstalls();
        const wrapped = loader._resolveFilename;
        loader._resolveFilename = (...all) => wrapped.apply(Module, all);
        end();
      }
      install("whole", { exports: { ".": "./a.js" } }, "a.js");
      expect(find("whole/part")).to.equal("ERR_PACKAGE_PATH_NOT_EXPORTED");
    } finally {
      loader._resolveFilename = original;
    }
  });

  it("is looked for once if it has no such part, until it changes", () => {
    install("partial", { exports: { ".": "./a.js" } }, "a.js");
    const links = () => {
      let made = 0;
      const found = resolveThroughLink("partial/more", join(dir, "index.js"), () => {
        made += 1;
        return undefined;
      });
      expect(found).to.equal(undefined);
      return made;
    };
    expect([links(), links()]).to.deep.equal([1, 0]);
    const target = install("partial", { exports: { ".": "./a.js", "./more": "./more.js" } }, "more.js");
    expect(find("partial/more")).to.equal(target);
  });

  for (const request of ["./nothing", "../nothing", "/nothing", "", "node:nothing", "@scope", "not-installed"]) {
    it(`fails if it is not installed: ${JSON.stringify(request)}`, () => {
      expect(find(request)).to.match(/^(?:MODULE_NOT_FOUND|ERR_\w+)$/);
    });
  }
});
