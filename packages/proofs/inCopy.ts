import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { copyProject } from "./guide";

/** Runs a command in the copy and shows its output. @throws Error if it fails */
export type RunScript = (...command: string[]) => void;

/** Runs a proof in a copy of the project and prints its result. Sets exit code 1 if a command fails. */
export function proveInCopy(what: string, work: (dir: string, run: RunScript) => void): void {
  const dir = copyProject(tmpdir());
  const run: RunScript = (...command) => {
    process.stdout.write(`\n> ${command.join(" ")}\n`);
    execFileSync(command[0]!, command.slice(1), { cwd: dir, stdio: "inherit" });
  };
  try {
    work(dir, run);
    process.stdout.write(`\nthe copy with ${what} passes\n`);
  } catch (error) {
    process.stdout.write(`\nthe copy fails: ${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
