import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { UserError } from "../kernel/errors";
import { readManifest } from "./manifest";

/** Where a program begins. */
export interface Entry {
  /** The folder that its relative paths start from. */
  readonly workingDir: string;
  /** The file, whole. */
  readonly file: string;
  /** Whether it is loaded as an ES module. */
  readonly esm: boolean;
}

/** In the order in which Node.js, with Pulumi's compiler, looks for a folder's module. */
const commonJsIndex = ["index.js", "index.json", "index.node", "index.ts"];
/** As Pulumi looks where package.json says "type": "module" (its cmd/run). */
const esmIndex = ["index.js", "index.mjs", "index.ts", "index.mts"];

/**
 * Finds a program's entry as Pulumi finds it: `main` of Pulumi.yaml, whose folder is the working directory; then
 * package.json's `exports` and `main`, which fall back to an index file where what they name is not built.
 *
 * @param root the folder of Pulumi.yaml.
 * @throws UserError when there is no entry.
 */
export function entryOf(root: string, main: string | undefined): Entry {
  const start = resolve(root, main ?? ".");
  if (main !== undefined && (isAbsolute(main) || (start !== root && !start.startsWith(root + sep)))) {
    throw new UserError(`${join(root, "Pulumi.yaml")}: main is ${main}: it must be a path inside this folder`);
  }
  const isFolder = statSync(start, { throwIfNoEntry: false })?.isDirectory() === true;
  const workingDir = isFolder ? start : dirname(start);
  // A folder without package.json of its own shares the kind of its modules with the package around it, not its entry.
  const esm = readManifest(packageDirOf(workingDir))["type"] === "module";
  const index = esm ? esmIndex : commonJsIndex;
  const named = isFolder ? declaredEntry(readManifest(workingDir)) : basename(start);
  const candidates = named === undefined ? [] : fileNames(join(workingDir, named), index);
  if (isFolder) candidates.push(...index.map((file) => join(start, file)));
  const file = candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile() === true);
  if (file === undefined) {
    throw new UserError(`${workingDir}: there is no ${named ?? index.join(", ")} to begin with: is it built?`);
  }
  return { workingDir, file, esm: file.endsWith(".mjs") || file.endsWith(".mts") || (esm && !/\.c[jt]s$/.test(file)) };
}

/** A module's own name, with an extension left out, or a folder's index. */
function fileNames(path: string, index: readonly string[]): string[] {
  return [
    path,
    ...[".js", ".json", ".ts", ".mjs", ".mts"].map((extension) => `${path}${extension}`),
    ...index.map((file) => join(path, file)),
  ];
}

function declaredEntry({ exports, main }: Readonly<Record<string, unknown>>): string | undefined {
  const root = typeof exports === "object" && exports !== null ? (exports as Record<string, unknown>)["."] : exports;
  const conditions = (typeof root === "object" ? (root ?? {}) : {}) as Record<string, unknown>;
  const exported =
    typeof root === "string" ? root : (conditions["default"] ?? conditions["require"] ?? conditions["import"]);
  return [exported, main].find((path): path is string => typeof path === "string");
}

/** The nearest folder with a package.json; the folder itself without one. */
function packageDirOf(dir: string): string {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return dir;
  }
}
