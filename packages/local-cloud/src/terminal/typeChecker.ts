/** Runs in a process of its own (typeCheck.ts): type-checks a program and sends what it finds. argv: folder, entry. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type typescript from "typescript";
import type { Outcome } from "./typeCheck";

const [folder = "", main = ""] = process.argv.slice(2);
const dir = resolve(folder);

/** How often the checker looks whether the run that has started it is still there. */
const parentMillis = 250;

/** Ends this process with its parent, from a thread: the compiler keeps this one from its event loop. */
function endWithParent(): void {
  const watch = `const { ppid } = process;
    setInterval(() => process.ppid === ppid || process.kill(process.pid, "SIGKILL"), ${parentMillis});`;
  new Worker(watch, { eval: true, execArgv: [] }).unref();
}

/** Where TypeScript is found: from the program, or from here for a program that has none with this API. */
function typescriptRequire(): NodeJS.Require {
  const ofProgram = createRequire(join(dir, "tsconfig.json"));
  try {
    const found = ofProgram("typescript") as Partial<typeof typescript>;
    if (found.createIncrementalProgram !== undefined) return ofProgram;
  } catch {
    // The program has none.
  }
  return createRequire(__filename);
}

/** What Pulumi compiles a program with that has no tsconfig.json (its cmd/run). */
const defaultOptions = { target: "ES2020", module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true };

function optionsOf(ts: typeof typescript): typescript.CompilerOptions {
  const file = join(dir, "tsconfig.json");
  const { config } = existsSync(file)
    ? (ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config?: object })
    : { config: { compilerOptions: defaultOptions } };
  // The program and what it imports: not its tests. The file's name says where its types are found.
  return ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, dir, undefined, file).options;
}

function check(): string[] {
  const installed = typescriptRequire();
  const ts = installed("typescript") as typeof typescript;
  const cache = join(dirname(installed.resolve("typescript/package.json")), "../.cache/local-types");
  const kept = createHash("sha256").update(dir).digest("hex").slice(0, 32);
  const options = { ...optionsOf(ts), noEmit: true, incremental: true, tsBuildInfoFile: join(cache, `${kept}.json`) };
  const program = ts.createIncrementalProgram({
    rootNames: [resolve(dir, main)],
    options,
    host: ts.createIncrementalCompilerHost(options),
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
    getCurrentDirectory: () => dir,
    getNewLine: () => "\n",
  };
  return found.map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trimEnd());
}

/** What has been found, or why nothing could be. */
function outcome(): Outcome {
  try {
    return { findings: check() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message.split("\n")[0]! : String(error) };
  }
}

endWithParent();
process.send?.(outcome(), () => process.exit(0));
