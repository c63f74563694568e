import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyProject } from "./guide";
import { pack, type Tarball } from "./pack";
import { createRunner, type Runner } from "./prove";

/** Packs the packages on which the template depends. @param folder destination of the tarballs */
export function packAll(folder: string): [cloud: Tarball, tools: Tarball] {
  return [pack("packages/local-cloud", folder), pack("packages/api-tools", folder)];
}

/**
 * Copies the template without packages/, and installs the packages from tarballs as a team does.
 *
 * @param parent folder in which the copy is created.
 * @returns the copy's folder, and a runner of commands there.
 */
export function installTemplate(parent: string, tarballs: readonly Tarball[]): { dir: string; run: Runner } {
  const dir = copyProject(parent, { installed: false });
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
  return { dir, run };
}
