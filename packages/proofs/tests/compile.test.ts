import { expect } from "chai";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "ts-node";
import { answerError } from "../../../api/http/answers";
import { CachedCompiler } from "../../local-cloud/src/program/modules/compile";
import { root } from "../../local-cloud/tests/support/program";

const withoutMap = (text: string) => text.replace(/\n\/\/# sourceMappingURL=.*$/s, "").trimEnd();

describe("the program's compiler", () => {
  it("produces the same text as Pulumi's ts-node, so that callbacks serialize as in a deployment", () => {
    // As in @pulumi/pulumi's cmd/run: the file's own options override Pulumi's, which override those of extended files.
    const file = join(root, "tsconfig.pulumi.json");
    const own = (JSON.parse(readFileSync(file, "utf8")) as { compilerOptions: object }).compilerOptions;
    const pulumis = { target: "ES2020", module: "nodenext", moduleResolution: "nodenext" };
    const compilerOptions = { ...pulumis, ...own };
    const tsNode = create({ transpileOnly: true, cwd: root, project: file, compilerOptions });
    const compiler = new CachedCompiler(root, { tsconfig: file });
    const sources = readdirSync(join(root, "api"), { recursive: true, encoding: "utf8" }).map((file) => `api/${file}`);
    for (const file of ["index.ts", ...sources.filter((each) => each.endsWith(".ts"))]) {
      const path = join(root, file);
      const expected = tsNode.compile(readFileSync(path, "utf8"), path);
      expect(withoutMap(compiler.compile(path)), file).to.equal(withoutMap(expected));
    }
  });

  it("produces the text that tests and benchmarks serialize", () => {
    const text = new CachedCompiler(root).compile(join(root, "api", "http", "answers.ts"));
    expect(text).to.include(answerError.toString());
  });

  it("compiles again after a change of source or configuration", () => {
    const dir = mkdtempSync(join(tmpdir(), "compile-"));
    const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
    const compiled = () => new CachedCompiler(dir).compile(join(dir, "index.ts"));
    write("index.ts", "export const f = (): number => 1;");
    write("tsconfig.json", '{ "compilerOptions": { "module": "CommonJS", "target": "ES2021" } }');
    expect(compiled()).to.include("const f = () => 1;");
    write("index.ts", "export const f = (): number => 2;");
    expect(compiled()).to.include("const f = () => 2;");
    write("tsconfig.json", '{ "compilerOptions": { "module": "CommonJS", "target": "ES5" } }');
    expect(compiled()).to.include("var f = function () { return 2; };");
    rmSync(dir, { recursive: true });
  });

  it("uses Pulumi's defaults for options that the configuration leaves out", () => {
    const dir = mkdtempSync(join(tmpdir(), "compile-"));
    writeFileSync(join(dir, "tsconfig.json"), '{ "compilerOptions": { "strict": true } }');
    writeFileSync(join(dir, "index.ts"), "export const all = async (): Promise<number[]> => [...new Set([1])];");
    expect(new CachedCompiler(dir).compile(join(dir, "index.ts"))).to.include(
      "const all = async () => [...new Set([1])];",
    );
    rmSync(dir, { recursive: true });
  });

  it("uses the program's own TypeScript, even an old version", () => {
    const dir = mkdtempSync(join(tmpdir(), "compile-"));
    const typescript = join(dir, "node_modules", "typescript");
    mkdirSync(typescript, { recursive: true });
    writeFileSync(join(typescript, "package.json"), '{ "version": "3.8.3", "main": "index.js" }');
    // TypeScript before 4.7 has no module option of Node.js.
    writeFileSync(
      join(typescript, "index.js"),
      `const ts = require(${JSON.stringify(require.resolve("typescript"))});
      const { Node16, Node18, Node20, NodeNext, ...ModuleKind } = ts.ModuleKind;
      const convertCompilerOptionsFromJson = (options, ...rest) => {
        if (/node(?:next|1|2)/.test(options.module)) throw new Error("TS6046");
        return ts.convertCompilerOptionsFromJson(options, ...rest);
      };
      module.exports = { ...ts, ModuleKind, convertCompilerOptionsFromJson };`,
    );
    writeFileSync(join(dir, "index.ts"), "export const f = (): number => 1;");
    expect(new CachedCompiler(dir).compile(join(dir, "index.ts"))).to.include("const f = () => 1;");
    rmSync(dir, { recursive: true });
  });
});
