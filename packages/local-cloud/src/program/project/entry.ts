import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { UserError } from "../../kernel/errors";
import { readManifest } from "./manifest";

/** The entry point of a program. */
export interface Entry {
  /** Folder that the program's relative paths refer to. */
  readonly workingDir: string;
  /** Absolute path of the entry file. */
  readonly file: string;
  /** True if it is loaded as an ES module. */
  readonly esm: boolean;
}

/** Index files, in the order in which Node.js looks for them with Pulumi's compiler. */
const commonJsIndex = ["index.js", "index.json", "index.node", "index.ts"];
/** Index files that Pulumi tries if package.json contains "type": "module" (its cmd/run). */
const esmIndex = ["index.js", "index.mjs", "index.ts", "index.mts"];

/**
 * Finds the entry point of a program as Pulumi does. `main` of Pulumi.yaml comes first, and its folder is the working
 * directory. `exports` and `main` of package.json follow. If their file is not built, an index file is used.
 *
 * @param root the folder of Pulumi.yaml.
 * @throws UserError if there is no entry point.
 */
export function entryOf(root: string, main: string | undefined): Entry {
  const start = resolve(root, main ?? ".");
  if (main !== undefined && (isAbsolute(main) || (start !== root && !start.startsWith(root + sep)))) {
    throw new UserError(`${join(root, "Pulumi.yaml")}: main is ${main}: it must be a path inside this folder`);
  }
  const isFolder = statSync(start, { throwIfNoEntry: false })?.isDirectory() === true;
  const workingDir = isFolder ? start : dirname(start);
  // A folder without package.json gets only the module type from the enclosing package, not its entry point.
  const esm = readManifest(packageDirOf(workingDir))["type"] === "module";
  const index = esm ? esmIndex : commonJsIndex;
  const named = isFolder ? declaredEntry(readManifest(workingDir)) : basename(start);
  const candidates = named === undefined ? [] : fileNames(join(workingDir, named), index);
  if (isFolder) candidates.push(...index.map((file) => join(start, file)));
  const file = candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile() === true);
  if (file === undefined) {
    throw new UserError(`${workingDir}: no entry file ${named ?? index.join(", ")}: is the program built?`);
  }
  return { workingDir, file, esm: file.endsWith(".mjs") || file.endsWith(".mts") || (esm && !/\.c[jt]s$/.test(file)) };
}

/** Returns the candidates for a module path: the path itself, with an extension, or the index of a folder. */
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

/** Returns the nearest folder with a package.json, or the folder itself. */
function packageDirOf(dir: string): string {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return dir;
  }
}
