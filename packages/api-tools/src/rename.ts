import { execFileSync } from "node:child_process";
import { UserError } from "@onemachine/local-cloud";
import { checkPlan, resolveRenaming, type RenameArguments } from "./rename/checks";
import { checkPlaceholders, fillPlaceholders, type PlaceholderValues } from "./placeholders";
import { loadWordLists } from "./rename/config";
import { planRenaming } from "./rename/plan";
import { readProjectState, readFiles, formatFiles, countUncommitted, writeFiles } from "./rename/project";

export interface RenameOptions extends RenameArguments, PlaceholderValues {
  /** True to rename despite uncommitted changes. */
  readonly force?: boolean;
  /** False to skip formatting the changed files. */
  readonly format?: boolean;
  /** False to skip writing the generated files. */
  readonly approve?: boolean;
}

/**
 * Renames a resource in all files of the project, and prints what it changed.
 *
 * @throws UserError before any file is written, or if writing the generated files fails.
 */
export async function rename(dir: string, options: RenameOptions, say: (line: string) => void): Promise<void> {
  const { force = false, format = true, approve: approves = true } = options;
  checkPlaceholders(options);
  const renaming = resolveRenaming(options, readProjectState(dir), loadWordLists(dir));
  const { from, to, project } = renaming;
  const changes = force ? 0 : countUncommitted(dir);
  if (changes > 0) {
    const files = changes === 1 ? "1 file has changes that are" : `${changes} files have changes that are`;
    throw new UserError(
      `${files} not committed: commit first, so that git shows the effect of the rename, or add --force`,
    );
  }
  const texts = readFiles(dir);
  const filled = fillPlaceholders(texts, options);
  const plan = planRenaming(new Map([...texts, ...filled]), renaming);
  checkPlan(plan, renaming);
  say(`${from.plural} → ${to.plural}, ${from.singular} → ${to.singular} (--singular WORD chooses another singular)`);
  say(project.from === project.to ? `the project stays ${project.to}` : `project ${project.from} → ${project.to}`);
  const renamed = new Set(plan.changed.map((file) => file.from));
  const onlyFilled = [...filled].filter(([path]) => !renamed.has(path));
  const changed = [...plan.changed, ...onlyFilled.map(([path, text]) => ({ from: path, to: path, text }))];
  writeFiles(dir, format ? await formatFiles(dir, changed) : changed);
  const moved = changed.filter((file) => file.from !== file.to).length;
  say(`${changed.length} files changed, ${moved} of them moved`);
  say(
    "Logical names are permanent. A deployed stack would replace its table and all other resources and lose their data, so rename before the first deployment.",
  );
  if (approves) approve(dir, say);
  const left = [...(format ? [] : ["npm run format"]), ...(approves ? [] : ["npm run approve"])];
  say(`Next: ${[...left, "npm run check"].join(", ")}, then review the diff.`);
}

/** Writes the generated files and the README's key. */
function approve(dir: string, say: (line: string) => void): void {
  say("npm run approve writes the generated files:");
  try {
    execFileSync("npm", ["run", "--silent", "approve"], { cwd: dir, stdio: "inherit" });
  } catch {
    throw new UserError("npm run approve failed after the rename: fix the cause that it printed and run it again");
  }
}

/** Renames and prints what it changed. @throws UserError for a user's mistake */
export function main(dir: string, options: RenameOptions): Promise<void> {
  return rename(dir, options, (line) => process.stdout.write(`${line}\n`));
}
