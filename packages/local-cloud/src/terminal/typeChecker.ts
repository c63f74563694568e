/** Entry of the checker process (typeCheck.ts). Type-checks a program and sends the errors. argv: folder, entry, parent's pid. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type typescript from "typescript";
import type { Outcome } from "./typeCheck";

const [folder = "", main = "", parent = ""] = process.argv.slice(2);
const dir = resolve(folder);

/** Interval at which the checker checks that its parent process still exists. */
const parentMillis = 250;

/**
 * Ends this process with its parent. It runs in a thread, because the compiler blocks the event loop. The parent may
 * have ended before this process started.
 */
function endWithParent(): void {
  const watch = `setInterval(() => process.ppid === ${Number(parent)} || process.kill(process.pid, "SIGKILL"), ${parentMillis});`;
  new Worker(watch, { eval: true, execArgv: [] }).unref();
}

/** Loads the program's TypeScript, or the local cloud's own if the program has none with this API. */
function typescriptRequire(): NodeJS.Require {
  const ofProgram = createRequire(join(dir, "tsconfig.json"));
  try {
    const found = ofProgram("typescript") as Partial<typeof typescript>;
    if (found.createIncrementalProgram !== undefined) return ofProgram;
  } catch {
    // The program has no TypeScript.
  }
  return createRequire(__filename);
}

/** Pulumi's compiler options for a program without tsconfig.json (its cmd/run). */
const defaultOptions = { target: "ES2020", module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true };

function optionsOf(ts: typeof typescript): typescript.CompilerOptions {
  const file = join(dir, "tsconfig.json");
  const { config } = existsSync(file)
    ? (ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config?: object })
    : { config: { compilerOptions: defaultOptions } };
  // Check the entry and its imports, not the tests. The path of the configuration decides where types are found.
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
  // Saves the state of the check, so that the next check only covers changed files.
  program.emit();
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => dir,
    getNewLine: () => "\n",
  };
  return found.map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trimEnd());
}

/** Returns the errors, or the reason why the check failed. */
function runCheck(): Outcome {
  try {
    return { findings: check() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message.split("\n")[0]! : String(error) };
  }
}

endWithParent();
process.send?.(runCheck(), () => process.exit(0));
