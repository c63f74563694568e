import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, getFileInfo, resolveConfig } from "prettier";
import { parse } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import type { ProjectState } from "./checks";
import type { ChangedFile } from "./plan";

/** Folders to skip in a project without git. */
const skippedFolders = ["node_modules", ".git", ".data", "coverage"];

/** Reads the project's state. @throws UserError if the folder contains no project */
export function readProjectState(dir: string): ProjectState {
  const file = join(dir, "Pulumi.yaml");
  if (!existsSync(file) || !existsSync(join(dir, "api")))
    throw new UserError(`${dir} must contain Pulumi.yaml and api/`);
  const { name } = parse(readFileSync(file, "utf8")) as { readonly name?: unknown };
  if (typeof name !== "string") throw new UserError(`${file}: name must be text`);
  const taken = readdirSync(join(dir, "api"));
  const resources = taken.flatMap((entry) => {
    const routes = join(dir, "api", entry, "routes.ts");
    return existsSync(routes) ? [[entry, readFileSync(routes, "utf8")] as const] : [];
  });
  return { project: name, resources: new Map(resources), taken: taken.map((entry) => entry.replace(/\.ts$/, "")) };
}

/** Reads the text files of a project, keyed by path: files that git tracks or does not ignore; all files without git. */
export function readFiles(dir: string): Map<string, string> {
  const listed = runGit(dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    .split("\0")
    .filter(Boolean);
  const paths = listed.length > 0 ? listed : walk(dir, "");
  const texts = [...new Set(paths)]
    .filter((path) => lstatSync(join(dir, path), { throwIfNoEntry: false })?.isFile())
    .map((path) => [path, readFileSync(join(dir, path), "utf8")] as const);
  // Files with a NUL byte are binary.
  return new Map(texts.filter(([, text]) => !text.includes("\0")));
}

/** Counts the uncommitted files; 0 outside a git repository. */
export function countUncommitted(dir: string): number {
  return hasTrackedFiles(dir) ? runGit(dir, "status", "--porcelain", "--", ".").split("\n").filter(Boolean).length : 0;
}

/** Formats the files with the project's Prettier configuration. */
export async function formatFiles(dir: string, changed: readonly ChangedFile[]): Promise<ChangedFile[]> {
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

/** Writes the files, and deletes the old path of moved ones. */
export function writeFiles(dir: string, changed: readonly ChangedFile[]): void {
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
    if (skippedFolders.includes(entry.name)) return [];
    return entry.isDirectory() ? walk(dir, path) : [path];
  });
}

function hasTrackedFiles(dir: string): boolean {
  return runGit(dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard") !== "";
}

/** Runs git and returns its output; "" without git or outside a repository. */
function runGit(dir: string, ...args: string[]): string {
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
