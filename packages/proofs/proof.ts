import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local-cloud/tests/support/program";
import { addReadmeRoute, apply, stepsOf } from "./guide";
import { inCopy } from "./inCopy";

/**
 * `node packages/proofs/run.cjs resource`: does what docs/add-a-resource.md and the README's "Add a route" say, in a copy of the project, and
 * runs there what a person would: approve, build, lint, tests, access. Exit code 1 where one of them fails.
 */
inCopy("another resource and another route", (dir, run) => {
  // The copy's own tests copy it in turn, and ask git for its files.
  execFileSync("git", ["init", "--quiet"], { cwd: dir });
  const guide = readFileSync(join(root, "docs", "add-a-resource.md"), "utf8");
  for (const step of stepsOf(guide)) apply(dir, step);
  addReadmeRoute(dir);
  for (const script of ["approve", "build", "lint", "test", "access"]) run("npm", "run", "--silent", script);
});
