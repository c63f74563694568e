import { execFileSync } from "node:child_process";
import { UserError } from "@onemachine/local-cloud";
import { checkPlan, renamingOf, type Asked } from "./rename/checks";
import { checkPlaceholders, fillPlaceholders, type PlaceholderValues } from "./placeholders";
import { wordListsOf } from "./rename/config";
import { planned } from "./rename/plan";
import { factsOf, filesOf, formatted, uncommitted, write } from "./rename/project";

export interface RenameOptions extends Asked, PlaceholderValues {
  /** Renames although files have changes that are not committed. */
  readonly force?: boolean;
  /** Whether what changes is formatted (default: true). */
  readonly format?: boolean;
  /** Whether what follows from the program is written (default: true). */
  readonly approve?: boolean;
}

/**
 * Renames a resource of the project in a folder, in all of its files, and says what it did.
 *
 * @throws UserError before anything is written, or where what follows from the program cannot be.
 */
export async function rename(dir: string, options: RenameOptions, say: (line: string) => void): Promise<void> {
  const { force = false, format = true, approve: approves = true } = options;
  checkPlaceholders(options);
  const renaming = renamingOf(options, factsOf(dir), wordListsOf(dir));
  const { from, to, project } = renaming;
  const changes = force ? 0 : uncommitted(dir);
  if (changes > 0) {
    const files = changes === 1 ? "1 file has changes that are" : `${changes} files have changes that are`;
    throw new UserError(`${files} not committed: commit first, so that git shows what the rename does, or add --force`);
  }
  const texts = filesOf(dir);
  const filled = fillPlaceholders(texts, options);
  const plan = planned(new Map([...texts, ...filled]), renaming);
  checkPlan(plan, renaming);
  say(`${from.plural} → ${to.plural}, ${from.singular} → ${to.singular} (--singular WORD for another)`);
  say(project.from === project.to ? `the project stays ${project.to}` : `project ${project.from} → ${project.to}`);
  const renamed = new Set(plan.changed.map((file) => file.from));
  const onlyFilled = [...filled].filter(([path]) => !renamed.has(path));
  const changed = [...plan.changed, ...onlyFilled.map(([path, text]) => ({ from: path, to: path, text }))];
  write(dir, format ? await formatted(dir, changed) : changed);
  const moved = changed.filter((file) => file.from !== file.to).length;
  say(`${changed.length} files changed, ${moved} of them moved`);
  say(
    "Logical names are permanent: a stack that is deployed already would lose its table and every other resource to new ones, so rename before the first deployment.",
  );
  if (approves) approve(dir, say);
  const left = [...(format ? [] : ["npm run format"]), ...(approves ? [] : ["npm run approve"])];
  say(`Next: ${[...left, "npm run check"].join(", ")}, and read the difference.`);
}

/** Writes what follows from the program, the README's key and the generated files. */
function approve(dir: string, say: (line: string) => void): void {
  say("npm run approve writes what follows from the program:");
  try {
    execFileSync("npm", ["run", "--silent", "approve"], { cwd: dir, stdio: "inherit" });
  } catch {
    throw new UserError("npm run approve failed after the rename: run it again once what it says is mended");
  }
}

/** Renames, and prints what it did. @throws UserError for a person's mistake */
export function main(dir: string, options: RenameOptions): Promise<void> {
  return rename(dir, options, (line) => process.stdout.write(`${line}\n`));
}
