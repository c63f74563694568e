import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a command in a folder and shows its output. @throws Error if it fails */
export type Runner = (command: string, ...args: string[]) => void;

export function createRunner(dir: string): Runner {
  return (command, ...args) => {
    process.stdout.write(`\n> ${[command, ...args].join(" ")}\n`);
    execFileSync(command, args, { cwd: dir, stdio: "inherit" });
  };
}

/**
 * Runs a proof in an empty folder, and deletes the folder. Prints the result and the seconds. Sets exit code 1 if the
 * proof throws.
 *
 * @param what subject of the result, such as `the copy with another route`.
 * @returns true if it passes
 */
export function prove(what: string, work: (folder: string) => void): boolean {
  const folder = mkdtempSync(join(tmpdir(), "proof-"));
  const started = Date.now();
  const print = (result: string) =>
    process.stdout.write(`\n${what} ${result} (${Math.round((Date.now() - started) / 1000)} s)\n`);
  try {
    work(folder);
    print("passes");
    return true;
  } catch (error) {
    print(`fails: ${(error as Error).message}`);
    process.exitCode = 1;
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
