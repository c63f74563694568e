import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Commits all that is in a folder, and makes it a git repository first where it is none. */
export function commitAll(dir: string, message: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, stdio: "ignore" });
  if (!existsSync(join(dir, ".git"))) {
    git("init", "--quiet", "--initial-branch", "main");
    // A link, which the pattern `node_modules/` does not ignore.
    writeFileSync(join(dir, ".git", "info", "exclude"), "node_modules\n");
  }
  git("add", "--all");
  git("-c", "user.name=proof", "-c", "user.email=proof@example.com", "commit", "--quiet", "--message", message);
}

/** Changes the first place of a file that fits. @throws Error where none does */
export function edit(dir: string, file: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(join(dir, file), "utf8");
  if (!pattern.test(text)) throw new Error(`${file} holds nothing like ${pattern}`);
  writeFileSync(join(dir, file), text.replace(pattern, replacement));
}
