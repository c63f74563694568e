import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folder names contain the owner's process id, so that a later run can find folders of ended processes. */
const prefix = "pulumi-local-";

const own = new Set<string>();

/** Creates a temporary folder of this process. An exit between creation and entry in the list would leave it behind. */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  own.add(folder);
  return folder;
}

export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  own.delete(folder);
}

/** Maximum attempts to remove a folder that pending writes recreate. */
const maxRemovals = 20;

/** Removes the remaining folders of this process synchronously, just before it exits. */
export function removeOwnRunFolders(): void {
  for (const folder of own) {
    for (let removal = 0; removal < maxRemovals && existsSync(folder); removal += 1) {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // Another file was written during the removal.
      }
      // Pending writes of Node.js's thread pool may recreate the folder.
      pause(25);
    }
  }
  own.clear();
}

function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

/** Removes folders of ended processes. A killed process leaves its folders behind. */
export async function removeDeadRuns(): Promise<void> {
  const dead = runFolders(await readdir(tmpdir()).catch(() => [])).filter(({ pid }) => !isAlive(pid));
  await Promise.all(dead.map(({ path }) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

interface RunFolder {
  readonly pid: number;
  readonly path: string;
}

/** Returns the folders of other running processes. */
export function liveRunFolders(): RunFolder[] {
  return runFolders(readdirSync(tmpdir())).filter(({ pid }) => pid !== process.pid && isAlive(pid));
}

function runFolders(names: readonly string[]): RunFolder[] {
  return names.flatMap((name) => {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), path: join(tmpdir(), name) }];
  });
}

/**
 * Returns whether a process id is in use. A reused id counts as alive, so the folders of a live run are never removed.
 */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}
