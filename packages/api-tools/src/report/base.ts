import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@onemachine/local-cloud";

import { readLock, type Locks } from "./packages";

/** The project's files at a commit, in a temporary folder. */
export interface Base {
  readonly ref: string;
  /** Abbreviated hash. */
  readonly commit: string;
  readonly dir: string;
  /** Lock files of the commit and of the working tree. Both sides are rendered with the installed packages. */
  readonly locks: Locks;
  remove(): void;
}

/**
 * Writes a commit's files to a temporary folder and links the installed packages. The working tree and git's index stay
 * unchanged.
 *
 * @param ref a commit in git's notation; the merge base with main if undefined.
 * @throws UserError outside a git repository, or for an unknown commit.
 */
export function checkOut(dir: string, ref: string | undefined): Base {
  const prefix = findPathInRepository(dir);
  const named = ref ?? findMergeBase(dir);
  const commit = tryGit(dir, "rev-parse", "--verify", "--quiet", "--end-of-options", `${named}^{commit}`);
  if (commit === undefined) {
    throw new UserError(
      `--base is ${named}: git has no such commit (a shallow clone contains only the newest commits)`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const env = { ...process.env, GIT_INDEX_FILE: join(folder, "index") };
    const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
    git("read-tree", commit);
    // Runs at the repository's root, because in a subfolder git checks out only that subfolder.
    execFileSync("git", ["checkout-index", "--all", `--prefix=${join(folder, "files")}/`], {
      cwd: git("rev-parse", "--show-toplevel").toString().trim(),
      env,
    });
    const base = join(folder, "files", prefix);
    if (existsSync(base) && existsSync(join(dir, "node_modules"))) {
      symlinkSync(realpathSync(join(dir, "node_modules")), join(base, "node_modules"), "junction");
    }
    return {
      ref: named,
      commit: commit.slice(0, 7),
      dir: base,
      locks: { before: readLock(base), now: readLock(dir) },
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Returns the folder's path within its repository. */
function findPathInRepository(dir: string): string {
  const prefix = tryGit(dir, "rev-parse", "--show-prefix");
  if (prefix === undefined)
    throw new UserError(`${dir} is not in a git repository: the report needs a commit to compare with`);
  return prefix;
}

function findMergeBase(dir: string): string {
  for (const main of ["origin/main", "main"]) {
    const commit = tryGit(dir, "merge-base", "HEAD", main);
    if (commit !== undefined) return commit.slice(0, 7);
  }
  return "HEAD";
}

function tryGit(dir: string, ...args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd: dir, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
