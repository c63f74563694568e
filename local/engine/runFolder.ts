import { rmSync } from "node:fs";
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

/** Removes what this process has made and not removed: for its last moment. */
export function removeOwnRunFolders(): void {
  for (const folder of own) {
    try {
      // Writes that are under way may put a file into a folder that is just being emptied.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
    } catch {
      // A later run removes it; the end of this one has another status to tell.
    }
  }
  own.clear();
}

/** Removes what processes have left that live no more: killed ones remove nothing. */
export async function removeDeadRuns(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const dead = names.filter((name) => {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    return pid !== undefined && !isAlive(Number(pid));
  });
  await Promise.all(
    dead.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)),
  );
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
