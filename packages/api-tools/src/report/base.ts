import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@onemachine/local-cloud";

import { readLock, type Locks } from "./packages";

/** The project as it was at a commit, in a folder of its own. */
export interface Base {
  readonly ref: string;
  /** Abbreviated. */
  readonly commit: string;
  readonly dir: string;
  /** What package-lock.json holds there and here. Both sides are rendered with the packages installed here. */
  readonly locks: Locks;
  remove(): void;
}

/**
 * Writes a commit's files into a temporary folder, with the packages that are installed here. Neither the working tree
 * nor git's index changes.
 *
 * @param ref a commit, as git names it; where the branch left main when absent.
 * @throws UserError where no git is, and for a name that is no commit.
 */
export function checkOut(dir: string, ref: string | undefined): Base {
  const prefix = inRepository(dir);
  const named = ref ?? whereMainWasLeft(dir);
  const commit = tryGit(dir, "rev-parse", "--verify", "--quiet", "--end-of-options", `${named}^{commit}`);
  if (commit === undefined) {
    throw new UserError(`--base is ${named}: git knows no such commit (a shallow clone holds only the newest ones)`);
  }
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const env = { ...process.env, GIT_INDEX_FILE: join(folder, "index") };
    const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
    git("read-tree", commit);
    // From the repository's root: below it, git checks out what is below alone.
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

/** The folder's path in its repository. */
function inRepository(dir: string): string {
  const prefix = tryGit(dir, "rev-parse", "--show-prefix");
  if (prefix === undefined) throw new UserError(`${dir} is in no git repository, so there is nothing to compare with`);
  return prefix;
}

function whereMainWasLeft(dir: string): string {
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
