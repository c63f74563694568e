import { readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** Editors write a file in several steps; a change counts once it has been quiet for so long. */
const quietMillis = 100;

/** Folders at the top of a program that are none of it. */
const foreign = ["node_modules", "local", "tests", "bench"];

/**
 * Calls back when a source or settings file of a program changes, one call at a time.
 *
 * Watches every folder of the program's own, those too that are made meanwhile, and none of its packages.
 *
 * @returns how to stop watching.
 */
export function watchProgram(dir: string, onChange: () => Promise<void>): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const update = () => {
    const folders = new Set(foldersOf(dir, foreign));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      // A folder that goes ends its watcher with an error; the next update forgets it.
      if (!watchers.has(folder))
        watchers.set(
          folder,
          watch(folder, changed).on("error", () => undefined),
        );
    }
  };
  const changed = (event: string, file: string | null) => {
    // A name that comes or goes may be a folder's.
    if (event === "rename") update();
    if (file !== null && !/\.(?:[cm]?[jt]s|json|yaml)$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(onChange);
    }, quietMillis);
  };
  update();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function foldersOf(dir: string, left: readonly string[] = ["node_modules"]): string[] {
  const entries = list(dir).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const inner = entries.filter(({ name }) => !left.includes(name)).flatMap(({ name }) => foldersOf(join(dir, name)));
  return [dir, ...inner];
}

/** Nothing for a folder that is gone by now. */
function list(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
