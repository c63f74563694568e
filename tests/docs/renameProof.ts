import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { factsOf } from "../../tools/rename/project";
import { inCopy } from "./inCopy";

/**
 * `npm run proof:rename`: renames the resource in a copy of the project, as the README's "Rename it" says, and runs
 * there what a person would: build, lint, tests, access. Exit code 1 where one of them fails.
 */
inCopy("the resource renamed", (dir, run) => {
  commit(dir);
  const { resources, taken } = factsOf(dir);
  const [from] = [...resources.keys()];
  const to = ["products", "items"].find((word) => !taken.includes(word))!;
  run("rename", "--", from!, to);
  for (const command of ["build", "lint", "test", "access"]) run(command);
});

/** Makes a checkout of it, in which nothing is left to commit. */
function commit(dir: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: dir });
  git("init", "--quiet");
  // A link, which the pattern `node_modules/` does not ignore.
  writeFileSync(join(dir, ".git", "info", "exclude"), "node_modules\n");
  git("add", "--all");
  git("-c", "user.name=proof", "-c", "user.email=proof@example.com", "commit", "--quiet", "--message", "a clone");
}
