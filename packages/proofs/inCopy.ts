import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { copyOfProject } from "./guide";

/** Runs a command in the copy, as a person would, and shows what it prints. @throws Error when it fails */
export type RunScript = (...command: string[]) => void;

/** Does something in a copy of the project, and says how the copy fared. Exit code 1 where a script fails. */
export function inCopy(what: string, work: (dir: string, run: RunScript) => void): void {
  const dir = copyOfProject(tmpdir());
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
