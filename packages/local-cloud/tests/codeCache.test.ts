import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const codeCache = join(__dirname, "..", "codeCache.cjs");
/** Texts below 2,000 characters are not kept. */
const padding = `\n//${"-".repeat(2_000)}\n`;

describe("the cache of compiled code", () => {
  let dir: string;
  before(function () {
    // Node.js 22 and newer have a cache of their own.
    if ("enableCompileCache" in Module) this.skip();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "code-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (name: string, text: string) => {
    const folder = join(dir, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.js"), text);
  };
  /** Runs an expression in a process that reads and stores compiled code, and returns its JSON value. */
  const run = (expression: string, variables: Readonly<Record<string, string>> = {}): unknown => {
    const file = join(dir, "main.cjs");
    writeFileSync(
      file,
      `const code = require(${JSON.stringify(codeCache)}).keepCompiledCode(${JSON.stringify(join(dir, "cache"))});
      (async () => ${expression})().then((value) => { code.save(); console.log(JSON.stringify(value)); });`,
    );
    const env = { ...process.env, ...variables };
    return JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8", env }));
  };
  const stored = () => {
    const [name] = readdirSync(join(dir, "cache"));
    return readFileSync(join(dir, "cache", name!));
  };

  it("stores the code of installed packages once", () => {
    write("greeting", `exports.text = (name) => "hello " + name;${padding}`);
    expect(run(`require("greeting").text("a")`)).to.equal("hello a");
    const first = stored();
    expect(first.includes("greeting")).to.equal(true);
    expect(run(`require("greeting").text("b")`)).to.equal("hello b");
    expect(stored().equals(first)).to.equal(true);
  });

  it("reads and stores the same code after V8 optimizes sooner", () => {
    write("greeting", `exports.text = "hello";${padding}`);
    write("other", `exports.text = "other";${padding}`);
    run(`[require("greeting").text, require("other").text]`);
    const first = stored();
    expect(run(`[require("greeting").text, code.optimizeSooner(), require("other").text]`)).to.deep.equal([
      "hello",
      null,
      "other",
    ]);
    expect(stored().equals(first)).to.equal(true);
    write("late", `exports.text = "late";${padding}`);
    run(`[code.optimizeSooner(), require("late").text]`);
    const all = stored();
    run(`["greeting", "other", "late"].map((name) => require(name).text)`);
    expect(stored().equals(all)).to.equal(true);
  });

  it("compiles a changed module again, of the same length too", () => {
    write("greeting", `exports.text = "good morning";${padding}`);
    run(`require("greeting").text`);
    write("greeting", `exports.text = "good evening";${padding}`);
    expect(run(`require("greeting").text`)).to.equal("good evening");
  });

  it("keeps the entries of modules that a later process does not load", () => {
    write("one", `exports.text = "one";${padding}`);
    write("two", `exports.text = "two";${padding}`);
    run(`require("one").text`);
    run(`require("two").text`);
    const both = stored();
    expect(run(`[require("one").text, require("two").text]`)).to.deep.equal(["one", "two"]);
    expect(stored().equals(both)).to.equal(true);
  });

  it("compiles without a cache that cannot be read", () => {
    write("greeting", `exports.text = "hello";${padding}`);
    run(`require("greeting").text`);
    writeFileSync(join(dir, "cache", readdirSync(join(dir, "cache"))[0]!), '\0\0\0\u0007{"gree');
    expect(run(`require("greeting").text`)).to.equal("hello");
  });

  it("gives modules what Node.js gives them", () => {
    write("other", `exports.name = "other";`);
    write(
      "whole",
      `exports.facts = async () => ({
        file: __filename.endsWith("index.js"), dir: __dirname.endsWith("whole"),
        here: this === exports, own: module.exports === exports, exported: module.children.length,
        resolved: require.resolve("other").endsWith("index.js"), paths: require.resolve.paths("other").length > 0,
        main: require.main.filename.endsWith("main.cjs"), cached: require.cache[__filename] === module,
        extensions: typeof require.extensions[".js"],
        required: require("other").name,
      });${padding}`,
    );
    const facts = run(`require("whole").facts()`);
    const uncached = run(`require("whole").facts()`, { NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(facts).to.deep.equal(uncached);
    expect(run(`require("whole").facts()`)).to.deep.equal(facts);
  });

  it("leaves modules with import() to Node.js, in each run", () => {
    write("other", `exports.name = "other";`);
    write("lazy", `exports.name = async () => (await import("other")).default.name;${padding}`);
    expect([run(`require("lazy").name()`), run(`require("lazy").name()`)]).to.deep.equal(["other", "other"]);
  });

  it("leaves a kept module that begins to use import() to Node.js", () => {
    write("other", `exports.name = "other";`);
    write("lazy", `exports.name = () => "none";${padding}`);
    run(`require("lazy").name()`);
    write("lazy", `exports.name = async () => (await import("other")).default.name;${padding}`);
    expect([run(`require("lazy").name()`), run(`require("lazy").name()`)]).to.deep.equal(["other", "other"]);
  });

  it("removes the code of modules that do not exist any more", () => {
    write("one", `exports.text = "one";${padding}`);
    run(`require("one").text`);
    rmSync(join(dir, "node_modules", "one"), { recursive: true });
    write("two", `exports.text = "two";${padding}`);
    run(`require("two").text`);
    expect(stored().includes("two")).to.equal(true);
    expect(stored().includes("one")).to.equal(false);
  });

  it("leaves ES modules, scripts with a first line for the shell, and broken files to Node.js", () => {
    write("esm", `export const text = "module";${padding}`);
    write("shell", `#!/usr/bin/env node\nexports.text = "shell";${padding}`);
    write("broken", `exports.text = ;${padding}`);
    expect(run(`[require("esm").text, require("shell").text]`)).to.deep.equal(["module", "shell"]);
    expect(run(`{ try { require("broken"); } catch (error) { return error.stack.split("\\n")[0]; } }`)).to.match(
      /node_modules.broken.index\.js:1$/,
    );
  });
});
