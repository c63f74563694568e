import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProject } from "./guide";
import { pack, type Tarball } from "./pack";

/** Runs a command in a folder and shows its output. @throws Error if it fails */
export type Runner = (command: string, ...args: string[]) => void;

export function createRunner(dir: string): Runner {
  return (command, ...args) => {
    process.stdout.write(`\n> ${[command, ...args].join(" ")}\n`);
    execFileSync(command, args, { cwd: dir, stdio: "inherit" });
  };
}

/** Packs the packages on which the template depends. @param folder destination of the tarballs */
export function packAll(folder: string): [cloud: Tarball, tools: Tarball] {
  return [pack("packages/local-cloud", folder), pack("packages/api-tools", folder)];
}

/** Runs `work` in a copy of the template without packages/, which installs the packages from tarballs as a team does. */
export function inTemplateCopy(tarballs: readonly Tarball[], work: (dir: string, run: Runner) => void): void {
  const dir = copyProject(tmpdir(), { installed: false });
  try {
    const run = createRunner(dir);
    // The lock file refers to the packages' folders.
    rmSync(join(dir, "package-lock.json"));
    const file = join(dir, "package.json");
    const project = JSON.parse(readFileSync(file, "utf8")) as Record<string, object>;
    const references = Object.fromEntries(tarballs.map((each) => [each.name, `file:${each.file}`]));
    const { workspaces: _, ...rest } = project;
    const devDependencies = { ...project["devDependencies"], ...references };
    writeFileSync(file, JSON.stringify({ ...rest, devDependencies }, undefined, 2));
    run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    work(dir, run);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
