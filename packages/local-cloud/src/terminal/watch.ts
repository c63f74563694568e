import { existsSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Milliseconds without further changes after which a change is reported, because editors write a file in several steps.
 */
const quietMillis = 100;

/** Matches source and settings files of a program. Excludes tests. */
const sourceFile = /^(?!.*\.(?:test|spec)\.).*\.(?:[cm]?[jt]sx?|json|yaml|yml)$/;

/**
 * Calls back when a source or settings file of a program changes, one call at a time.
 *
 * Watches all folders of the program, including new ones. In node_modules it watches the files that package managers
 * write at the end of an installation. After a failed load, it also watches for new packages.
 *
 * @param onChange returns whether the program could be loaded.
 * @returns a function that stops watching.
 */
export function watchProgram(dir: string, onChange: () => Promise<boolean>): () => void {
  let loaded = true;
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const update = () => {
    const folders = new Set([...foldersOf(dir), ...packageFolders(dir)]);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      // A deleted folder ends its watcher with an error. The next update removes the watcher.
      if (!watchers.has(folder))
        watchers.set(
          folder,
          watch(folder, isPackageFolder(folder) ? installed : changed).on("error", () => undefined),
        );
    }
  };
  const changed = (event: string, file: string | null) => {
    // A new or deleted name may be that of a folder.
    if (event === "rename") update();
    if (file !== null && !sourceFile.test(file)) return;
    schedule();
  };
  const installed = (event: string, file: string | null) => {
    if (event === "rename") update();
    if (installations.has(file ?? "") || (!loaded && event === "rename")) schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(async () => {
        loaded = await onChange();
      });
    }, quietMillis);
  };
  update();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

/** Files that npm, pnpm and Yarn write below node_modules at the end of an installation. */
const installations = new Set([".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"]);

/**
 * Returns the folders of installed packages: node_modules of the program, or of a workspace above it, and its scopes.
 */
function packageFolders(dir: string): string[] {
  const above = (folder: string): string[] => [folder, ...(dirname(folder) === folder ? [] : above(dirname(folder)))];
  const folder = above(dir)
    .map((each) => join(each, "node_modules"))
    .find((each) => existsSync(each));
  if (folder === undefined) return [];
  const scopes = list(folder).filter((entry) => entry.isDirectory() && entry.name.startsWith("@"));
  return [folder, ...scopes.map(({ name }) => join(folder, name))];
}

function isPackageFolder(folder: string): boolean {
  return /(?:^|[\\/])node_modules(?:[\\/]@[^\\/]+)?$/.test(folder);
}

function foldersOf(dir: string): string[] {
  const inner = list(dir).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules",
  );
  return [dir, ...inner.flatMap(({ name }) => foldersOf(join(dir, name)))];
}

/** Lists a folder; returns an empty list if it no longer exists. */
function list(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
