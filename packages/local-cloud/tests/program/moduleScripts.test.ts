import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { runModule, type Compiling } from "../../src/program/modules/moduleScripts";

describe("a module of a program", () => {
  let dir: string;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "scripts-")));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Runs a text as a new module of the same file. */
  function run(text: string): Compiling {
    const file = join(dir, "index.js");
    const module = Object.assign(new Module(file), { filename: file, paths: [] }) as object as Compiling;
    runModule(module, text, file);
    return module;
  }

  it("has new variables in each load, and functions that V8 compiled once", () => {
    const text = "let n = 0; exports.next = () => ++n; exports.text = String(exports.next);";
    const [first, second] = [run(text).exports, run(text).exports] as { next: () => number; text: string }[];
    expect([first!.next(), first!.next(), second!.next()]).to.deep.equal([1, 2, 1]);
    expect(first!.text).to.equal("() => ++n");
  });

  it("runs its new text", () => {
    expect(run("exports.a = 1;").exports).to.deep.equal({ a: 1 });
    expect(run("exports.a = 2;").exports).to.deep.equal({ a: 2 });
  });

  it("has the names that Node.js gives, and its require", () => {
    writeFileSync(join(dir, "other.js"), "exports.other = true;");
    const text =
      'Object.assign(exports, { __filename, __dirname, self: this, module, other: require("./other"), require });';
    const module = run(text);
    const { self, require, ...names } = module.exports as Record<string, unknown>;
    const file = join(dir, "index.js");
    expect(names).to.deep.equal({ __filename: file, __dirname: dirname(file), module, other: { other: true } });
    expect(self).to.equal(module.exports);
    expect(Object.keys(require as object)).to.deep.equal(["resolve", "main", "extensions", "cache"]);
    expect(module.children.map(({ filename }) => filename)).to.deep.equal([join(dir, "other.js")]);
  });

  it("can import an ES module", async () => {
    writeFileSync(join(dir, "other.mjs"), "export const other = true;");
    const { load } = run('exports.load = () => import("./other.mjs");').exports as { load: () => Promise<object> };
    expect({ ...(await load()) }).to.deep.equal({ other: true });
  });

  it("has the columns of its text in stack traces, in the first line too", () => {
    const { stack } = run("exports.stack = new Error().stack;").exports as { stack: string };
    expect(stack.split("\n")[1]).to.match(/index\.js:1:17\)$/);
  });

  it("fails with V8's error for a text that does not parse", () => {
    expect(() => run("exports.a = ;")).to.throw(SyntaxError, "Unexpected token ';'");
  });
});
