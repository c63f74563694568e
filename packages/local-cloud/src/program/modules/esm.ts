import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HookData } from "./esmHooks";

/** A real `import()`: compilers that emit CommonJS replace it by `require`, but do not change strings. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
const dynamicImport = new Function("url", "return import(url)") as (url: string) => Promise<object>;

let loads = 0;
const registered = new Set<string>();

/**
 * Imports a program that is an ES module. Its own files are loaded again each time, and its TypeScript is compiled.
 *
 * @returns the default export if there is one, as in Pulumi; otherwise all exports.
 */
export async function importFresh(file: string, data: HookData): Promise<unknown> {
  const key = JSON.stringify(data);
  if (!registered.has(key)) {
    registered.add(key);
    register(pathToFileURL(join(__dirname, "esmHooks.js")), { data });
  }
  loads += 1;
  const exported = await dynamicImport(`${pathToFileURL(file).href}?local=${loads}`);
  return "default" in exported ? exported.default : { ...exported };
}
