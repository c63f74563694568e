import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { TypeCheck } from "../../src/terminal/typeCheck";
import { root } from "../support/program";

describe("the type check beside a run", () => {
  let dir: string;
  let types: TypeCheck;
  let said: (text: string) => void;
  beforeEach(() => {
    dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    types = new TypeCheck({ dir, main: "index.ts", found: () => undefined, say: (text) => said(text) });
  });
  afterEach(() => {
    types.stop();
    rmSync(dir, { recursive: true });
  });

  const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
  const next = () =>
    new Promise<string>((resolve) => {
      said = resolve;
      types.begin();
    });

  it("reports each error of the program and its imports with its position, and when all are fixed", async () => {
    write(
      "tsconfig.json",
      '{ "compilerOptions": { "strict": true, "types": [], "lib": ["es2022"], "skipLibCheck": true } }',
    );
    write("index.ts", 'import { b } from "./b";\nexport const a: number = b;\n');
    write("b.ts", 'export const b = "text";\n');
    // Not imported by the program.
    write("other.ts", "const wrong: number = '';\n");
    expect(await next()).to.equal(
      "types: 1 errors; the program runs anyway\n" +
        "  index.ts(2,14): error TS2322: Type 'string' is not assignable to type 'number'.\n",
    );
    write("b.ts", "export const b = 1;\n");
    expect(await next()).to.equal("types: all errors are fixed\n");
  });

  const wrong = 'import { b } from "./b.js";\nexport const a: number = b;\n';
  const error =
    "types: 1 errors; the program runs anyway\n" +
    "  index.ts(2,14): error TS2322: Type 'string' is not assignable to type 'number'.\n";

  it("checks a program outside the project, with Node.js module resolution and without its own TypeScript", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "types-"));
    try {
      writeFileSync(
        join(elsewhere, "tsconfig.json"),
        '{ "compilerOptions": { "module": "nodenext", "types": [], "lib": ["es2022"] } }',
      );
      writeFileSync(join(elsewhere, "package.json"), '{ "type": "module" }');
      writeFileSync(join(elsewhere, "index.ts"), wrong);
      writeFileSync(join(elsewhere, "b.ts"), 'export const b = "text";\n');
      types = new TypeCheck({ dir: elsewhere, main: "index.ts", found: () => undefined, say: (text) => said(text) });
      expect(await next()).to.equal(error);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it("checks a program without tsconfig.json as Pulumi compiles it", async () => {
    write("index.ts", wrong);
    write("b.ts", 'export const b = "text";\n');
    expect(await next()).to.equal(error);
  });

  it("reports why a program could not be checked", async () => {
    mkdirSync(join(dir, "node_modules/typescript"), { recursive: true });
    write("node_modules/typescript/index.js", "exports.createIncrementalProgram = () => undefined;");
    write("node_modules/typescript/package.json", '{ "version": "0.0.0" }');
    write("index.ts", "export const a = 1;\n");
    expect(await next()).to.equal("types: could not be checked: ts.parseJsonConfigFileContent is not a function\n");
  });
});
