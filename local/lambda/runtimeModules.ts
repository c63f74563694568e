import { mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/**
 * The SDK that Lambda's Node.js runtimes bring (Lambda Developer Guide, "Runtime-included SDK versions"), for functions
 * that bundle none: the packages that are installed here, and nothing else of this project.
 *
 * @param folder where to put it: above the functions' own, where ES modules find it too, which read no NODE_PATH. Lambda
 *   lets them (AWS Compute Blog, "Node.js 18.x runtime now available in AWS Lambda").
 * @returns what NODE_PATH holds there.
 */
export async function runtimeModules(folder: string): Promise<string> {
  const installed = resolve(dirname(require.resolve("@aws-sdk/client-dynamodb/package.json")), "../..");
  const modules = join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  await Promise.all(
    ["@aws-sdk", "@smithy"].map((scope) => symlink(join(installed, scope), join(modules, scope), "junction")),
  );
  return modules;
}
