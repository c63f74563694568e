import { mkdir, readdir, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** Scopes of what Lambda's Node.js runtimes bring (Lambda Developer Guide, "Runtime-included SDK versions"). */
const scopes = ["@aws-sdk", "@smithy"];

/**
 * The SDK that the runtimes bring, for functions that bundle none: the packages that the program has installed, then
 * those of this project, and nothing else of either.
 *
 * @param folder where to put it: above the functions' own, where ES modules find it too, which read no NODE_PATH. Lambda
 *   lets them (AWS Compute Blog, "Node.js 18.x runtime now available in AWS Lambda").
 * @returns what NODE_PATH holds there.
 */
export async function runtimeModules(folder: string): Promise<string> {
  const modules = join(folder, "node_modules");
  const own = resolve(dirname(require.resolve("@aws-sdk/client-dynamodb/package.json")), "../..");
  // Relative to the program's working directory, where packages may be hoisted.
  const installed = createRequire(join(process.cwd(), "index.js")).resolve.paths("@aws-sdk/core") ?? [];
  await Promise.all(
    scopes.map((scope) =>
      linkScope(
        join(modules, scope),
        [...installed, own].map((dir) => join(dir, scope)),
      ),
    ),
  );
  return modules;
}

/** Links each package of a scope, where it is found first. */
async function linkScope(target: string, folders: readonly string[]): Promise<void> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!found.has(name)) found.set(name, join(folder, name));
    }
  }
  await mkdir(target, { recursive: true });
  await Promise.all([...found].map(([name, path]) => symlink(path, join(target, name), "junction")));
}
