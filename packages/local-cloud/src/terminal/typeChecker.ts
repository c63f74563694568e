/** Runs in a process of its own (typeCheck.ts): type-checks a program and sends what it finds. argv: folder, entry. */
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type typescript from "typescript";

const [dir = "", main = ""] = process.argv.slice(2);

function programsTypeScript(): typeof typescript {
  try {
    return createRequire(join(dir, "index.ts"))("typescript") as typeof typescript;
  } catch {
    return createRequire(__filename)("typescript") as typeof typescript;
  }
}

function check(): string[] {
  const ts = programsTypeScript();
  const file = join(dir, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config?: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, dir);
  const tsBuildInfoFile = join(
    dirname(createRequire(file).resolve("typescript/package.json")),
    "../.cache/local-types",
    `${encodeURIComponent(resolve(dir))}.json`,
  );
  const checked = { ...options, noEmit: true, incremental: true, tsBuildInfoFile };
  const program = ts.createIncrementalProgram({
    // The program and what it imports: not its tests.
    rootNames: [resolve(dir, main)],
    options: checked,
    host: ts.createIncrementalCompilerHost(checked),
  });
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  // Writes what was checked, so that the next time only what changed is.
  program.emit();
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => resolve(dir),
    getNewLine: () => "\n",
  };
  return found.map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trimEnd());
}

process.send?.(check(), () => process.exit(0));
