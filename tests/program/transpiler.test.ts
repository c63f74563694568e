import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { create } from "ts-node";

const root = resolve(__dirname, "..", "..");

describe("the transpiler of previews", () => {
  let dir: string;
  const folder = () => join(dir, "kept");
  const file = () => join(dir, "index.ts");

  /** Compiles as Pulumi does, in a new ts-node. */
  const compile = (text: string, { target = "ES2021", kept = folder() } = {}) => {
    const transpiler = [join(root, "transpiler.cjs"), { folder: kept }];
    const compilerOptions = { target, module: "CommonJS", noCheck: true };
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ "ts-node": { transpiler }, compilerOptions }));
    return create({ transpileOnly: true, cwd: root, project: join(dir, "tsconfig.json") }).compile(text, file());
  };
  const entries = () => readdirSync(folder()).map((name) => join(folder(), name));

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "transpiler-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("returns the text of ts-node's own compiler, first and kept", () => {
    const project = join(root, "tsconfig.pulumi.json");
    const withoutTranspiler = { transpiler: null } as object;
    const own = create({ transpileOnly: true, cwd: root, project, ...withoutTranspiler });
    const transpiler = [join(root, "transpiler.cjs"), { folder: folder() }] as [string, object];
    const keeping = () => create({ transpileOnly: true, cwd: root, project, transpiler });
    for (const path of ["index.ts", "api/packaging/archive.ts", "api/tables/open.ts"].map((each) => join(root, each))) {
      const text = readFileSync(path, "utf8");
      const expected = own.compile(text, path);
      expect(keeping().compile(text, path), path).to.equal(expected);
      expect(keeping().compile(text, path), `${path}, kept`).to.equal(expected);
    }
    expect(entries()).to.have.length(3);
  });

  it("returns a kept text without compiling", () => {
    compile("export const one: number = 1;");
    const [kept] = entries();
    writeFileSync(kept!, readFileSync(kept!, "utf8").replace("one = 1", "one = 2"));
    expect(compile("export const one: number = 1;")).to.include("one = 2");
  });

  it("compiles again after a change of text or options", () => {
    expect(compile("export const f = (): number => 1;")).to.include("const f = () => 1;");
    expect(compile("export const f = (): number => 2;")).to.include("const f = () => 2;");
    expect(compile("export const f = (): number => 2;", { target: "ES5" })).to.include("function () { return 2; }");
  });

  it("rejects an error of syntax every time", () => {
    for (const attempt of ["first", "second"]) {
      expect(() => compile("export const = 1;"), attempt).to.throw("Variable declaration expected");
    }
  });

  it("compiles if the folder cannot be written", () => {
    writeFileSync(join(dir, "file"), "");
    expect(compile("export const one: number = 1;", { kept: join(dir, "file") })).to.include("one = 1");
  });

  it("removes what is older than a week, when it keeps more", () => {
    compile("export const one: number = 1;");
    const [old] = entries();
    const weekAgo = Date.now() / 1000 - 8 * 86_400;
    utimesSync(old!, weekAgo, weekAgo);
    compile("export const two: number = 2;");
    expect(entries()).to.have.length(1).and.not.include(old);
  });
});
