import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";

/** Folder of an archive's node_modules whose modules are copies that `import * as` made; no package has such a name. */
const folder = ".namespaces";

const { cache } = createRequire(__filename);

/**
 * Lets Pulumi import a namespace of a CommonJS package by name.
 *
 * TypeScript compiles `import * as lib from "lib"` to a copy of the package's exports, in which `default` is the package.
 * Pulumi serializes modules of `require.cache` as `require` and would serialize the copy by value, which fails.
 * Each copy that the serialization reaches is therefore registered there until all serializations have ended.
 */
export class Namespaces {
  private readonly registered = new Set<string>();
  private running = 0;

  /** Runs a serialization, which passes every object that it reaches to `register`. */
  async during<T>(serialization: () => Promise<T>): Promise<T> {
    this.running += 1;
    try {
      return await serialization();
    } finally {
      this.running -= 1;
      if (this.running === 0) this.clear();
    }
  }

  register(value: unknown): void {
    const file = copiedModule(value);
    if (file === undefined) return;
    const path = join(process.cwd(), "node_modules", folder, file);
    cache[path] = { exports: value } as NodeJS.Module;
    this.registered.add(path);
  }

  private clear(): void {
    for (const path of this.registered) delete cache[path];
    this.registered.clear();
  }
}

/** Returns the specifier of the module that a namespace copies; undefined for the specifier of a module itself. */
export function copiedSpecifier(specifier: string): string | undefined {
  return specifier.startsWith(`${folder}/`) ? specifier.slice(folder.length + 1) : undefined;
}

/** The path below node_modules of the module that an object copies. */
function copiedModule(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return undefined;
  if (!Object.hasOwn(value, "default")) return undefined;
  const { default: original, ...copied } = value as { readonly default: unknown };
  // `import lib from "lib"` makes an object with `default` alone, which Pulumi serializes.
  if (Object.keys(copied).length === 0 || original === null || original === undefined) return undefined;
  const [path] = Object.entries(cache).find(([, module]) => module?.exports === original) ?? [];
  const [, file] = relative(process.cwd(), path ?? "").split(`node_modules${sep}`, 2);
  return file?.split(sep).join("/");
}
