import { readProjectState } from "../api-tools/src/rename/project";
import { proveInCopy } from "./inCopy";
import { commitAll } from "./repository";

/**
 * `node packages/proofs/run.cjs rename`: renames the resource in a copy of the project (docs/make-it-yours.md). Then runs
 * build, lint, tests and access there. Sets exit code 1 if one of them fails.
 */
proveInCopy("the resource renamed", (dir, run) => {
  // The rename command requires that all files are committed.
  commitAll(dir, "a clone");
  const { resources, taken } = readProjectState(dir);
  const [from] = [...resources.keys()];
  const to = ["products", "items"].find((word) => !taken.includes(word))!;
  run("npx", "api-tools", "rename", from!, to);
  for (const script of ["build", "lint", "test", "access"]) run("npm", "run", "--silent", script);
});
