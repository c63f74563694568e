import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { StorageError } from "../errors";

/** Folders that this process has locked. */
const held = new Set<string>();

/**
 * Reserves a folder for one process.
 *
 * The lock file contains the process id and its start time. The lock of a killed process is taken over, even if another
 * process has the same id now.
 *
 * @returns a function that releases the lock. @throws StorageError if another process holds it
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder}/lock`;
  const lockedError = () => new StorageError(`another run uses ${folder}`);
  if (held.has(path)) throw lockedError();
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      break;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST") throw new StorageError(`${path} cannot be created (${code ?? "unknown"})`);
      if (attempt > 2 || isHeld(path)) throw lockedError();
      removeLock(path);
    }
  }
  held.add(path);
  return () => {
    held.delete(path);
    removeLock(path);
  };
}

function removeLock(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process removed it.
  }
}

/** True if the process that created a lock is running. */
function isHeld(path: string): boolean {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch {
    return false;
  }
  const [pid, start] = content.trim().split(" ");
  if (pid === undefined || !/^\d+$/.test(pid)) return false;
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return start === startOf(Number(pid));
}

/** Returns an opaque start time of a process for comparison; `unknown` if the system does not provide it. */
function startOf(pid: number): string {
  try {
    // Splits after the process name, which is in parentheses and may contain spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return fields[19] ?? "unknown";
  } catch {
    return "unknown";
  }
}
