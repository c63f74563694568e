import { createHash } from "node:crypto";
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";

interface Known {
  /** Metadata of the file, which changes when the file changes. */
  readonly stamp: string;
  readonly digest: string;
}

const files = new Map<string, Known>();

/**
 * Returns a digest of a file's content, or of all files in a folder. Unchanged files are not read again, because the
 * archives of a program's callbacks share thousands of files.
 */
export function digestOf(path: string): string {
  const stats = statSync(path);
  if (stats.isDirectory()) {
    const hash = createHash("sha256");
    for (const entry of readdirSync(path).sort()) hash.update(`${entry}\0${digestOf(join(path, entry))}\0`);
    return hash.digest("hex");
  }
  const stamp = [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(" ");
  const known = files.get(path);
  if (known?.stamp === stamp) return known.digest;
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  files.set(path, { stamp, digest });
  return digest;
}

/** Copies a file or a folder. @param how `link` creates hard links, for a copy that is never modified. */
export function copyTree(from: string, to: string, how: "copy" | "link"): void {
  if (!statSync(from).isDirectory()) {
    copyFile(from, to, how);
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target, how);
    else if (entry.isSymbolicLink()) symlinkSync(realpathSync(source), target);
    else copyFile(source, target, how);
  }
}

function copyFile(from: string, to: string, how: "copy" | "link"): void {
  if (how === "link") linkSync(from, to);
  else copyFileSync(from, to, constants.COPYFILE_FICLONE);
}
