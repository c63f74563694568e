import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Tarball } from "./pack";
import { createRunner, prove } from "./prove";
import { installTemplate, packAll } from "./templateCopy";

/**
 * `node packages/proofs/run.cjs pack`: proves that the packages work outside this repository. Packs them, lists the
 * tarballs' files, and installs them in a new Pulumi program and in the template without packages/. Runs both. Sets exit
 * code 1 if a step fails.
 */
prove("the use of the packages outside this repository", (folder) => {
  const [cloud, tools] = packAll(folder);
  for (const tarball of [cloud, tools]) listFiles(tarball);
  proveNewProgram(cloud, join(folder, "program"));
  process.stdout.write("\n> the template without packages/\n");
  const { run } = installTemplate(folder, [cloud, tools]);
  run("npm", "start", "--silent", "--", "--check");
  run("npm", "test");
});

function listFiles({ name, size, files }: Tarball): void {
  const source = files.filter((file) => /(?<!\.d)\.ts$/.test(file) || file.startsWith("tests/"));
  const missing = ["README.md", "LICENSE", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts", "index.d.ts"].filter(
    (file) => !files.includes(file),
  );
  process.stdout.write(`\n${name}: ${files.length} files, ${Math.round(size / 1024)} kB\n`);
  const folders = new Map<string, number>();
  for (const file of files) {
    const top = file.startsWith("dist/src/") ? file.split("/").slice(0, 3).join("/") : file;
    folders.set(top, (folders.get(top) ?? 0) + 1);
  }
  for (const [top, count] of folders) process.stdout.write(`  ${top}${count > 1 ? ` (${count} files)` : ""}\n`);
  if (source.length > 0) throw new Error(`${name} contains source files: ${source.join(", ")}`);
  if (missing.length > 0) throw new Error(`${name} lacks ${missing.join(", ")}`);
}

/** Runs a program as `pulumi new` creates it, with the local cloud as its only package of this repository. */
function proveNewProgram(cloud: Tarball, dir: string): void {
  process.stdout.write("\n> a program as pulumi new creates it\n");
  cpSync(join(__dirname, "newProgram"), dir, { recursive: true });
  const run = createRunner(dir);
  run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
  run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-dev", cloud.file);
  run("npx", "local-cloud", "--version");
  run("node", "ask.mjs");
  for (const config of ["tsconfig.node10.json", "tsconfig.nodenext.json"]) run("npx", "tsc", "-p", config);
  run("npx", "vitest", "run", "--pool", "forks");
  run("node", "--test", "cloud.node-test.cjs");
}
