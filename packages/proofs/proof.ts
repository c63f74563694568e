import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local-cloud/tests/support/program";
import { addReadmeRoute, applyStep, parseSteps } from "./guide";
import { proveInCopy } from "./inCopy";

/**
 * `node packages/proofs/run.cjs resource`: follows docs/add-a-resource.md and the README's "Add a route" in a copy of
 * the project. Then runs approve, build, lint, tests and access there. Sets exit code 1 if one of them fails.
 */
proveInCopy("another resource and another route", (dir, run) => {
  // The copy's tests copy the copy in turn, for which they list its files with git.
  execFileSync("git", ["init", "--quiet"], { cwd: dir });
  const guide = readFileSync(join(root, "docs", "add-a-resource.md"), "utf8");
  for (const step of parseSteps(guide)) applyStep(dir, step);
  addReadmeRoute(dir);
  for (const script of ["approve", "build", "lint", "test", "access"]) run("npm", "run", "--silent", script);
});
