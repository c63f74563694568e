import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Commits all files of a folder. Creates a Git repository first if the folder has no repository. */
export function commitAll(dir: string, message: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, stdio: "ignore" });
  if (!existsSync(join(dir, ".git"))) {
    git("init", "--quiet", "--initial-branch", "main");
    // In a copy, node_modules is a link, which the pattern `node_modules/` does not match.
    writeFileSync(join(dir, ".git", "info", "exclude"), "node_modules\n");
  }
  git("add", "--all");
  git("-c", "user.name=proof", "-c", "user.email=proof@example.com", "commit", "--quiet", "--message", message);
}

/** Replaces the first match in a file. @throws Error without a match */
export function edit(dir: string, file: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(join(dir, file), "utf8");
  if (!pattern.test(text)) throw new Error(`${file} contains no match of ${pattern}`);
  writeFileSync(join(dir, file), text.replace(pattern, replacement));
}
