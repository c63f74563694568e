import { mkdir, readdir, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** Scopes of the packages in Lambda's Node.js runtimes (Lambda Developer Guide, "Runtime-included SDK versions"). */
const scopes = ["@aws-sdk", "@smithy"];

/**
 * Links the AWS SDK for functions that do not bundle it. Packages of the program precede packages of this project.
 * Other packages are not linked.
 *
 * @param folder parent of the functions' folders, where ES modules find it without NODE_PATH, as on Lambda (AWS Compute
 *   Blog, "Node.js 18.x runtime now available in AWS Lambda").
 * @returns the entry for NODE_PATH.
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

/** Links each package of a scope from the first folder that contains it. */
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
