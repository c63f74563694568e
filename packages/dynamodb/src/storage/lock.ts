import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { StorageError } from "../errors";

/** Folders that this process holds. */
const held = new Set<string>();

/**
 * Reserves a folder for one process.
 *
 * The lock names the process and when it started: a lock that a killed process left is taken over, also when another
 * process has its number by now.
 *
 * @returns how to give it back. @throws StorageError when another process holds it
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder}/lock`;
  const taken = () => new StorageError(`another run uses ${folder}`);
  if (held.has(path)) throw taken();
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      break;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST") throw new StorageError(`${path} cannot be made (${code ?? "unknown"})`);
      if (attempt > 2 || isHeld(path)) throw taken();
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

/** True if the process that made a lock still runs. */
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

/** When a process started, in a form that only compares; `unknown` where the system does not show it. */
function startOf(pid: number): string {
  try {
    // The name of a process, in parentheses, may contain blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return fields[19] ?? "unknown";
  } catch {
    return "unknown";
  }
}
