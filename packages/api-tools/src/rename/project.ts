import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, getFileInfo, resolveConfig } from "prettier";
import { parse } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import type { Facts } from "./checks";
import type { ChangedFile } from "./plan";

/** Folders that are never a project's own, where no git says so. */
const notOwn = ["node_modules", ".git", ".data", "coverage"];

/** What the project in a folder says of itself. @throws UserError where none is. */
export function factsOf(dir: string): Facts {
  const file = join(dir, "Pulumi.yaml");
  if (!existsSync(file) || !existsSync(join(dir, "api"))) throw new UserError(`${dir} has no Pulumi.yaml and no api`);
  const { name } = parse(readFileSync(file, "utf8")) as { readonly name?: unknown };
  if (typeof name !== "string") throw new UserError(`${file}: name must be text`);
  const taken = readdirSync(join(dir, "api"));
  const resources = taken.flatMap((entry) => {
    const routes = join(dir, "api", entry, "routes.ts");
    return existsSync(routes) ? [[entry, readFileSync(routes, "utf8")] as const] : [];
  });
  return { project: name, resources: new Map(resources), taken: taken.map((entry) => entry.replace(/\.ts$/, "")) };
}

/** The text of each file of a project by its path: what git tracks or would, or else what is there. */
export function filesOf(dir: string): Map<string, string> {
  const listed = git(dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
  const paths = listed.length > 0 ? listed : walk(dir, "");
  const texts = [...new Set(paths)]
    .filter((path) => lstatSync(join(dir, path), { throwIfNoEntry: false })?.isFile())
    .map((path) => [path, readFileSync(join(dir, path), "utf8")] as const);
  // A NUL is in no text.
  return new Map(texts.filter(([, text]) => !text.includes("\0")));
}

/** How many files differ from git's last commit; 0 where git knows none of them. */
export function uncommitted(dir: string): number {
  return filesKnown(dir) ? git(dir, "status", "--porcelain", "--", ".").split("\n").filter(Boolean).length : 0;
}

/** The files in the format that the project has. */
export async function formatted(dir: string, changed: readonly ChangedFile[]): Promise<ChangedFile[]> {
  return Promise.all(
    changed.map(async (file) => {
      const filepath = join(dir, file.to);
      const { ignored, inferredParser } = await getFileInfo(filepath, { ignorePath: join(dir, ".prettierignore") });
      if (ignored || inferredParser === null) return file;
      const config = await resolveConfig(filepath, { editorconfig: true });
      return { ...file, text: await format(file.text, { ...config, filepath }) };
    }),
  );
}

/** Writes files, and moves those that are to be elsewhere. */
export function write(dir: string, changed: readonly ChangedFile[]): void {
  for (const { from, to, text } of changed) {
    mkdirSync(dirname(join(dir, to)), { recursive: true });
    writeFileSync(join(dir, to), text);
    if (to === from) continue;
    rmSync(join(dir, from));
    removeEmpty(dir, dirname(from));
  }
}

function removeEmpty(dir: string, folder: string): void {
  if (folder === "." || readdirSync(join(dir, folder)).length > 0) return;
  rmdirSync(join(dir, folder));
  removeEmpty(dir, dirname(folder));
}

function walk(dir: string, folder: string): string[] {
  return readdirSync(join(dir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (notOwn.includes(entry.name)) return [];
    return entry.isDirectory() ? walk(dir, path) : [path];
  });
}

function filesKnown(dir: string): boolean {
  return git(dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard") !== "";
}

/** What git prints; nothing where there is no git, or no checkout. */
function git(dir: string, ...args: string[]): string {
  try {
    return execFileSync("git", args, {
      cwd: dir,
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 100_000_000,
    }).toString();
  } catch {
    return "";
  }
}
