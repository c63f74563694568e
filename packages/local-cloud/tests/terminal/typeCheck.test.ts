import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

  it("tells each error of the program and of what it imports, with its place, and when there are none any more", async () => {
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "types": [], "skipLibCheck": true } }');
    write("index.ts", 'import { b } from "./b";\nexport const a: number = b;\n');
    write("b.ts", 'export const b = "text";\n');
    // No part of the program.
    write("other.ts", "const wrong: number = '';\n");
    expect(await next()).to.equal(
      "types: 1 errors; the program runs all the same\n" +
        "  index.ts(2,14): error TS2322: Type 'string' is not assignable to type 'number'.\n",
    );
    write("b.ts", "export const b = 1;\n");
    expect(await next()).to.equal("types: no errors any more\n");
  });
});
