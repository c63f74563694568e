import { existsSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folders of runs bear the process that owns them, so that a later run can tell the dead ones. */
const prefix = "pulumi-local-";

const own = new Set<string>();

/** Makes a temporary folder of this process. */
export async function makeRunFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  own.add(folder);
  return folder;
}

export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  own.delete(folder);
}

/** How often a folder is removed that writes which are under way make again. */
const mostRemovals = 20;

/** Removes what this process has made and not removed: for its last moment, in which nothing else of it runs. */
export function removeOwnRunFolders(): void {
  for (const folder of own) {
    for (let removal = 0; removal < mostRemovals && existsSync(folder); removal += 1) {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // A file came into it meanwhile.
      }
      // Node's own threads finish what they have begun, and may make the folder anew.
      pause(25);
    }
  }
  own.clear();
}

function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

/** Removes what processes have left that live no more: killed ones remove nothing. */
export async function removeDeadRuns(): Promise<void> {
  const dead = runFolders(await readdir(tmpdir()).catch(() => [])).filter(({ pid }) => !isAlive(pid));
  await Promise.all(dead.map(({ path }) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

interface RunFolder {
  readonly pid: number;
  readonly path: string;
}

/** Those of other processes that live. */
export function liveRunFolders(): RunFolder[] {
  return runFolders(readdirSync(tmpdir())).filter(({ pid }) => pid !== process.pid && isAlive(pid));
}

function runFolders(names: readonly string[]): RunFolder[] {
  return names.flatMap((name) => {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), path: join(tmpdir(), name) }];
  });
}

/** A number that another process has taken meanwhile counts as alive: nothing of a living run is ever removed. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}
