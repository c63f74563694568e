import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/program";
import { addReadmeRoute, apply, copyOfProject, stepsOf } from "./guide";

/**
 * `npm run proof`: does what docs/add-a-resource.md and the README's "Add a route" say, in a copy of the project, and
 * runs there what a person would: approve, build, lint, tests, access. Exit code 1 where one of them fails.
 */
function main(): void {
  const dir = copyOfProject(tmpdir());
  const run = (...command: string[]) => {
    process.stdout.write(`\n> ${command.join(" ")}\n`);
    execFileSync("npm", ["run", "--silent", ...command], { cwd: dir, stdio: "inherit" });
  };
  try {
    // The copy's own tests copy it in turn, and ask git for its files.
    execFileSync("git", ["init", "--quiet"], { cwd: dir });
    const guide = readFileSync(join(root, "docs", "add-a-resource.md"), "utf8");
    for (const step of stepsOf(guide)) apply(dir, step);
    addReadmeRoute(dir);
    for (const command of ["approve", "build", "lint", "test", "access"]) run(command);
    process.stdout.write("\nthe copy with another resource and another route passes\n");
  } catch (error) {
    process.stdout.write(`\nthe copy fails: ${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

main();
