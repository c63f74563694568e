import { copyProject } from "./guide";
import { createRunner, prove, type Runner } from "./prove";

/** Runs a proof in a copy of the project and prints its result. Sets exit code 1 if a command fails. */
export function proveInCopy(what: string, work: (dir: string, run: Runner) => void): void {
  prove(`the copy with ${what}`, (folder) => {
    const dir = copyProject(folder);
    work(dir, createRunner(dir));
  });
}
