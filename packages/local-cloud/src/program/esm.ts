import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HookData } from "./esmHooks";

/** Compilers turn `import()` into `require` where they emit CommonJS; text they leave alone. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
const dynamicImport = new Function("url", "return import(url)") as (url: string) => Promise<object>;

let loads = 0;
const registered = new Set<string>();

/**
 * Imports a program that is an ES module, its own files anew each time and its TypeScript compiled on the way.
 *
 * @returns its default export, where it has one, as Pulumi takes it; else all of its exports.
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
