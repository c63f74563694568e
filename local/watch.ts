import { watch } from "node:fs";
import { dirname } from "node:path";
import { programFiles } from "./engine/load";

/** Editors write a file in several steps; a change counts once it has been quiet for so long. */
const quietMillis = 100;

/**
 * Calls back when a source or settings file of a program changes, one call at a time.
 *
 * Watches the folders of the loaded files and not the whole tree, which would take in node_modules.
 *
 * @returns how to stop watching.
 */
export function watchProgram(dir: string, onChange: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const changed = (_event: string, file: string | null) => {
    if (file !== null && !/\.(?:ts|js|json|yaml)$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(onChange);
    }, quietMillis);
  };
  const folders = new Set([dir, ...programFiles(dir).map(dirname)]);
  const watchers = [...folders].map((folder) => watch(folder, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
