import { factsOf } from "../api-tools/src/rename/project";
import { inCopy } from "./inCopy";
import { commitAll } from "./repository";

/**
 * `node packages/proofs/run.cjs rename`: renames the resource in a copy of the project, as the README's "Rename it" says, and runs
 * there what a person would: build, lint, tests, access. Exit code 1 where one of them fails.
 */
inCopy("the resource renamed", (dir, run) => {
  // Nothing is left to commit.
  commitAll(dir, "a clone");
  const { resources, taken } = factsOf(dir);
  const [from] = [...resources.keys()];
  const to = ["products", "items"].find((word) => !taken.includes(word))!;
  run("npx", "api-tools", "rename", from!, to);
  for (const script of ["build", "lint", "test", "access"]) run("npm", "run", "--silent", script);
});
