/**
 * Runs inside an environment's thread: maps a function's paths to those on Lambda.
 *
 * A thread has no working directory of its own, so relative paths are resolved here. The working directory is the
 * function's task root, and /opt contains its layers. A missing AWS SDK is reported with the command that installs it.
 *
 * It must import nothing but Node's modules, because it is started as text.
 */
import fs from "node:fs";
import Module from "node:module";
import { isAbsolute, join } from "node:path";
import threads from "node:worker_threads";
import type { StartData } from "./protocol";

const { taskRoot, opt } = threads.workerData as StartData;

/** Returns the local path for a path of the function. */
function toLocalPath(path: unknown): unknown {
  if (typeof path !== "string") return path;
  if (path === "/opt" || path.startsWith("/opt/")) {
    const found = opt === undefined ? path : join(opt, path.slice("/opt".length));
    return existsSync(found) ? found : path;
  }
  return isAbsolute(path) ? path : join(taskRoot, path);
}

const { existsSync } = fs;

type Calls = Record<string, ((this: unknown, ...args: unknown[]) => unknown) | undefined>;

/** Functions of `fs`, keyed by the number of leading arguments that are paths. */
const calls: Readonly<Record<1 | 2, readonly string[]>> = {
  1: "access appendFile createReadStream createWriteStream exists lstat mkdir mkdtemp open opendir readdir readFile readlink realpath rm rmdir stat truncate unlink utimes watch writeFile".split(
    " ",
  ),
  2: ["copyFile", "cp", "link", "rename"],
};

for (const [count, names] of Object.entries(calls)) {
  for (const name of names) {
    for (const module of [fs, fs.promises] as unknown as Calls[]) {
      for (const each of [name, `${name}Sync`]) {
        const original = module[each];
        if (original === undefined) continue;
        const redirected = function (this: unknown, ...args: unknown[]) {
          return original.apply(
            this,
            args.map((argument, index) => (index < Number(count) ? toLocalPath(argument) : argument)),
          );
        };
        // Some functions have others as properties, such as realpath.native.
        module[each] = Object.assign(redirected, original);
      }
    }
  }
}

process.cwd = () => taskRoot;

/** Returns the path of a module that may lack its extension. */
function moduleAt(path: string): string {
  const endings = ["", ".js", ".json", ".cjs", ".mjs"];
  const found = endings
    .map((ending) => toLocalPath(path + ending) as string)
    .find((candidate) => existsSync(candidate));
  return found ?? path;
}

type Resolve = (request: string, ...rest: unknown[]) => string;
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolveFilename = loader._resolveFilename.bind(Module);

loader._resolveFilename = (request, ...rest) => {
  try {
    return resolveFilename(isAbsolute(request) ? moduleAt(request) : request, ...rest);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "MODULE_NOT_FOUND" || !request.startsWith("@aws-sdk/")) throw error;
    const [scope, name] = request.split("/");
    const message = `Cannot find module '${request}': Lambda's runtime includes it, but it is not installed here (npm install --save-dev ${scope}/${name})`;
    throw Object.assign(new Error(message), { code });
  }
};

Module.syncBuiltinESMExports();
