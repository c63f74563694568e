import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@onemachine/local-cloud";

export interface Rollback {
  readonly stack: string;
  /** Commit hash, 40 hexadecimal digits. */
  readonly to: string;
}

/** Deploys an earlier commit with its own packages and settings. @throws UserError if a step fails */
export function rollback(dir: string, { stack, to }: Rollback, stdio: "inherit" | "ignore" = "inherit"): void {
  const parent = mkdtempSync(join(tmpdir(), "rollback-"));
  const tree = join(parent, "tree");
  const run = (cwd: string, command: string, ...args: string[]) => {
    try {
      execFileSync(command, args, { cwd, stdio });
    } catch {
      throw new UserError(`${[command, ...args].join(" ")} failed: the stack is not rolled back`);
    }
  };
  try {
    run(dir, "git", "worktree", "add", "--detach", tree, to);
    // Install scripts would run with the deployer's permissions.
    run(tree, "npm", "ci", "--ignore-scripts");
    run(tree, "npm", "run", "deploy", "--", "--stack", stack);
  } finally {
    rmSync(parent, { recursive: true, force: true });
    execFileSync("git", ["worktree", "prune"], { cwd: dir });
  }
}

/** Checks the options. @throws UserError for an invalid stack name or an abbreviated commit */
export function parseRollback(stack: string | undefined, to: string | undefined): Rollback {
  if (stack === undefined || !/^[\w.-]+$/.test(stack)) {
    throw new UserError(`--stack is ${stack ?? "not given"}: it must be the name of a stack`);
  }
  if (to === undefined || !/^[0-9a-f]{40}$/.test(to)) {
    throw new UserError(`--to is ${to || "not given"}: it must be a full commit hash of 40 hexadecimal digits`);
  }
  return { stack, to };
}
