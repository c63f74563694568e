"use strict";
/**
 * Checks the subjects of commits.
 *
 * `node .ci/commitSubjects.cjs --base REF` checks the branch's commits that REF does not contain. `--file FILE` checks
 * the message of a new commit (`.githooks/commit-msg`). Prints each fault, and exits with 1 if there is one.
 */
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");

const most = 72;
const types = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];
const conventional = new RegExp(`^(?:${types.join("|")})(?:\\([\\w./-]+\\))?!?: \\S`);
/** Subjects that Git writes itself. `rebase --autosquash` removes the last two before a branch is pushed. */
const writtenByGit = /^(?:Merge |Revert "|fixup! |squash! )/;

/** @returns the faults of a subject, in one sentence each. */
function faultsOf(subject) {
  const length = [...subject].length;
  return [
    ...(length > most ? [`has ${length} characters: at most ${most} are allowed`] : []),
    ...(conventional.test(subject) ? [] : [`must begin with a type, such as "fix: " (${types.join(", ")})`]),
  ];
}

/** @returns the first line of a message file that Git does not remove. */
function subjectOf(message) {
  return message.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
}

/** @returns subjects of commits, merges excluded. */
function subjectsSince(base) {
  const args = ["log", "--no-merges", "--format=%s", `${base}..HEAD`];
  return execFileSync("git", args, { encoding: "utf8" }).split("\n").filter(Boolean);
}

function check([option, value]) {
  if (value === undefined || !["--base", "--file"].includes(option)) return ["pass --base REF or --file FILE"];
  const isFile = option === "--file";
  const subjects = isFile ? [subjectOf(readFileSync(value, "utf8"))] : subjectsSince(value);
  return subjects
    .filter((subject) => !(isFile ? writtenByGit : /^Revert "/).test(subject))
    .flatMap((subject) => faultsOf(subject).map((fault) => `${JSON.stringify(subject)} ${fault}`));
}

let faults;
try {
  faults = check(process.argv.slice(2));
} catch (error) {
  faults = [String(error.message).split("\n")[0]];
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
