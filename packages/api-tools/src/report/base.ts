import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../local-cloud/src/kernel/errors";

/** The project as it was at a commit, in a folder of its own. */
export interface Base {
  readonly ref: string;
  /** Abbreviated. */
  readonly commit: string;
  readonly dir: string;
  /** What a reader must know of how it was rendered. */
  readonly notes: readonly string[];
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
    return { ref: named, commit: commit.slice(0, 7), dir: base, notes: packageNotes(dir, base), remove };
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

/** Both are rendered with the packages that are installed: archives would differ by more than the program's own code. */
function packageNotes(dir: string, base: string): string[] {
  const [now, before] = [dir, base].map((folder) => versionsIn(join(folder, "package-lock.json")));
  const changed = [...new Set([...Object.keys(now!), ...Object.keys(before!)])].filter(
    (path) => now![path] !== before![path],
  );
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 5).map((path) => path.replace(/^.*node_modules\//, ""));
  const more = changed.length > shown.length ? ` and ${changed.length - shown.length} more` : "";
  return [
    `package-lock.json names other versions of ${shown.join(", ")}${more}: both sides are rendered with the packages installed here, so what the packages change in archives does not show`,
  ];
}

function versionsIn(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) return {};
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8")) as {
    packages?: Record<string, { version?: string; dev?: boolean }>;
  };
  // The project's own entry has no version of a package, and what only develops it is in no archive.
  return Object.fromEntries(
    Object.entries(packages)
      .filter(([path, { dev }]) => path !== "" && dev !== true)
      .map(([path, { version }]) => [path, version]),
  );
}
