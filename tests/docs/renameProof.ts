import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { factsOf } from "../../tools/rename/project";
import { copyOfProject } from "./guide";

/**
 * `npm run proof:rename`: renames the resource in a copy of the project, as the README's "Rename it" says, and runs
 * there what a person would: build, lint, tests, access. Exit code 1 where one of them fails.
 */
function main(): void {
  const dir = copyOfProject(tmpdir());
  const run = (...command: string[]) => {
    process.stdout.write(`\n> ${command.join(" ")}\n`);
    execFileSync("npm", ["run", "--silent", ...command], { cwd: dir, stdio: "inherit" });
  };
  try {
    commit(dir);
    const { resources, taken } = factsOf(dir);
    const [from] = [...resources.keys()];
    run(
      "rename",
      "--",
      from!,
      ["products", "items"].find((word) => !taken.includes(word))!,
    );
    for (const command of ["build", "lint", "test", "access"]) run(command);
    process.stdout.write("\nthe copy with the resource renamed passes\n");
  } catch (error) {
    process.stdout.write(`\nthe copy fails: ${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Makes a checkout of it, in which nothing is left to commit. */
function commit(dir: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: dir });
  git("init", "--quiet");
  // A link, which the pattern `node_modules/` does not ignore.
  writeFileSync(join(dir, ".git", "info", "exclude"), "node_modules\n");
  git("add", "--all");
  git("-c", "user.name=proof", "-c", "user.email=proof@example.com", "commit", "--quiet", "--message", "a clone");
}

main();
