import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { UserError } from "@onemachine/local-cloud";
import { checkPlan, renamingOf, type Asked } from "./rename/checks";
import { planned } from "./rename/plan";
import { factsOf, filesOf, formatted, uncommitted, write } from "./rename/project";

const usage = `Usage: npx api-tools rename OLD NEW [options]

  OLD              the resource as it is called now, a folder of api/: items
  NEW              what it is to be called, its plural: products
  --singular WORD  the singular of NEW, where the guess is wrong
  --project NAME   the project's name (default: NEW-api where it is OLD-api, else as it is)
  --force          renames although files have changes that are not committed
  --no-format      leaves the format of what it changes to you: npm run format
  --no-approve     leaves openapi.json and the other generated files to you: npm run approve`;

interface Options extends Asked {
  readonly force: boolean;
  readonly format: boolean;
  readonly approve: boolean;
}

/**
 * Renames a resource of the project in a folder, in all of its files, and says what it did.
 *
 * @throws UserError before anything is written, or where what follows from the program cannot be.
 */
export async function rename(dir: string, argv: readonly string[], say: (line: string) => void): Promise<void> {
  const options = optionsOf(argv);
  const renaming = renamingOf(options, factsOf(dir));
  const { from, to, project } = renaming;
  const changes = options.force ? 0 : uncommitted(dir);
  if (changes > 0) {
    const files = changes === 1 ? "1 file has changes that are" : `${changes} files have changes that are`;
    throw new UserError(`${files} not committed: commit first, so that git shows what the rename does, or add --force`);
  }
  const plan = planned(filesOf(dir), renaming);
  checkPlan(plan, renaming);
  say(`${from.plural} → ${to.plural}, ${from.singular} → ${to.singular} (--singular WORD for another)`);
  say(project.from === project.to ? `the project stays ${project.to}` : `project ${project.from} → ${project.to}`);
  write(dir, options.format ? await formatted(dir, plan.changed) : plan.changed);
  const moved = plan.changed.filter((file) => file.from !== file.to).length;
  say(`${plan.changed.length} files changed, ${moved} of them moved`);
  say(
    "Logical names are permanent: a stack that is deployed already would lose its table and every other resource to new ones, so rename before the first deployment.",
  );
  if (options.approve) approve(dir, say);
  const left = [...(options.format ? [] : ["npm run format"]), ...(options.approve ? [] : ["npm run approve"])];
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

function optionsOf(argv: readonly string[]): Options {
  const { values, positionals } = parsed(argv);
  const [from, to, ...more] = positionals;
  if (from === undefined || to === undefined || more.length > 0) throw new UserError(usage);
  return {
    from,
    to,
    singular: values.singular,
    project: values.project,
    force: values.force,
    format: !values["no-format"],
    approve: !values["no-approve"],
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        singular: { type: "string" },
        project: { type: "string" },
        force: { type: "boolean", default: false },
        "no-format": { type: "boolean", default: false },
        "no-approve": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UserError((error as Error).message.split("\n")[0]!.replace(/\. .*$/, ""));
  }
}

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export function main(dir: string, argv: readonly string[]): Promise<void> {
  return rename(dir, argv, (line) => process.stdout.write(`${line}\n`));
}
