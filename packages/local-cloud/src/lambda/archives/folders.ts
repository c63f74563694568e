import { createHash } from "node:crypto";
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { perLoad } from "../../kernel/loadScope";

interface Known {
  /** Metadata of the file, which changes when the file changes. */
  readonly stamp: string;
  readonly digest: string;
}

const files = new Map<string, Known>();

const folders = perLoad(() => new Map<string, string>());

/**
 * Returns a digest of a file's content, or of all files in a folder. Unchanged files are not read again, and a load reads
 * a folder once, because the archives of a program's callbacks share thousands of files.
 */
export function digestOf(path: string): string {
  const stats = statSync(path);
  return stats.isDirectory() ? digestOfFolder(path, folders()) : digestOfFile(path, stats);
}

function digestOfFolder(path: string, known: Map<string, string>): string {
  const digest = known.get(path) ?? readFolder(path, known);
  known.set(path, digest);
  return digest;
}

function readFolder(path: string, known: Map<string, string>): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(path).sort()) {
    const inner = join(path, name);
    const stats = statSync(inner);
    hash.update(`${name}\0${stats.isDirectory() ? digestOfFolder(inner, known) : digestOfFile(inner, stats)}\0`);
  }
  return hash.digest("hex");
}

function digestOfFile(path: string, { ino, size, mtimeMs, ctimeMs }: Stats): string {
  const stamp = [ino, size, mtimeMs, ctimeMs].join(" ");
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
    else if (entry.isSymbolicLink()) replaceFile(target, () => symlinkSync(realpathSync(source), target));
    else copyFile(source, target, how);
  }
}

function copyFile(from: string, to: string, how: "copy" | "link"): void {
  replaceFile(to, () => {
    if (how === "link") linkSync(from, to);
    else copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  });
}

/**
 * Creates a file in place of an existing one, which may be a link that another archive shares.
 *
 * @param create fails with EEXIST if the file exists
 */
export function replaceFile(file: string, create: () => void): void {
  try {
    create();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    rmSync(file, { recursive: true });
    create();
  }
}
