import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { withGlobalEntries } from "../../src/program/pulumi/globalEntries";
import { withIndex } from "../../src/program/pulumi/moduleIndex";

const pulumi = require.resolve("@pulumi/pulumi");
const register = require.resolve("../../../register.cjs");

describe("the index of loaded modules", () => {
  let dir: string;
  before(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "index-")));
    mkdirSync(join(dir, "node_modules", "lib"), { recursive: true });
    writeFileSync(join(dir, "node_modules", "lib", "index.js"), "exports.greet = () => 'hello'; exports.own = {};");
    writeFileSync(join(dir, "node_modules", "lib", "late.js"), "exports.late = () => 'late';");
    writeFileSync(join(dir, "node_modules", "lib", "later.js"), "exports.late = () => 'later';");
    writeFileSync(join(dir, "node_modules", "lib", "data.json"), '{ "value": 1 }');
    writeFileSync(join(dir, "local.js"), "exports.count = 1; exports.add = (n) => n + exports.count;");
    writeFileSync(
      join(dir, "main.js"),
      `const [, , pulumi] = process.argv;
      const { runtime } = require(pulumi);
      const lib = require("lib"), data = require("lib/data.json"), local = require("./local");
      const text = async (f) => (await runtime.serializeFunction(f)).text;
      (async () => {
        const texts = [await text(() => lib.greet()), await text(() => [data, local.add(1), lib.own])];
        const late = require("lib/late.js");
        texts.push(await text(() => late.late()));
        require.cache[require.resolve("./local")].exports = { count: 2 };
        const other = require("./local");
        texts.push(await text(() => other.count));
        // The program puts the copy of a module that import * as makes into the cache, without loading it.
        const copy = { ...lib, default: lib };
        require.cache[require("node:path").join(process.cwd(), "node_modules", ".copies", "lib.js")] = { exports: copy };
        texts.push(await text(() => copy.greet()));
        // It also puts functions there, and replaces them when its modules are loaded again.
        const place = (value) =>
          (require.cache[require("node:path").join(process.cwd(), "node_modules", "program:work")] = { exports: value });
        place(function first() {});
        require("lib/later.js");
        for (const work of [() => 1, () => 2]) {
          place(work);
          texts.push(await text(() => work()));
        }
        // Serializations of one turn share the entries of the global object, which later changes.
        const { isArray } = Array;
        texts.push(...(await Promise.all([text(() => isArray([])), text(() => [isArray(0), Math.max])])));
        globalThis.invented = () => 1;
        await new Promise(setImmediate);
        const alias = globalThis.invented;
        texts.push(await text(() => alias()));
        console.log(JSON.stringify(texts));
        process.removeAllListeners("exit");
        process.exit(0);
      })();`,
    );
  });
  after(() => rmSync(dir, { recursive: true }));

  const serialize = (...options: string[]) =>
    execFileSync(process.execPath, [...options, "main.js", pulumi], { cwd: dir, encoding: "utf8" });

  it("leads to the same serialized texts as Pulumi's search", () => {
    const expected = serialize();
    expect(serialize("-r", register)).to.equal(expected);
    const [greet, mixed, late, , copy, first, second, isArray, , invented] = JSON.parse(expected) as string[];
    expect(isArray).to.include("isArray: global.Array.isArray");
    expect(invented).to.include("alias: global.globalThis.invented");
    expect(copy).to.include('require(".copies/lib.js")');
    for (const placed of [first, second]) expect(placed).to.include('const work = require("program:work")');
    expect(greet).to.include('require("lib/index.js")');
    expect(mixed).to.include('require("lib/data.json")');
    expect(late).to.include('require("lib/late.js")');
  });

  const installed = () => readFileSync(join(dirname(pulumi), "runtime", "closure", "createClosure.js"), "utf8");

  it("replaces the search of the installed version of Pulumi", () => {
    expect(installed().match(/of Object\.keys\(require\.cache\)/g)).to.have.length(1);
    expect(withIndex(installed())).not.to.include("of Object.keys(require.cache)");
  });

  it("is loaded with a share of the global object's entries, which the installed version lists once", () => {
    const list = "addEntriesForWellKnownGlobalObjectsAsync();";
    expect(installed().split(list)).to.have.length(2);
    expect(withGlobalEntries(installed())).not.to.include(list);
  });

  it("leaves the texts of other versions of Pulumi unchanged", () => {
    expect(withIndex("for (const file of files) {")).to.equal("for (const file of files) {");
    expect(withGlobalEntries("await addEntries();")).to.equal("await addEntries();");
  });
});
