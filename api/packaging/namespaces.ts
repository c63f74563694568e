import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { placeModule } from "./placedModules";

/** Folder of an archive's node_modules whose modules are copies that `import * as` made; no package has such a name. */
const folder = ".namespaces";

const { cache } = createRequire(__filename);

/**
 * Lets Pulumi import a namespace of a CommonJS package by name. Ignores other values.
 *
 * TypeScript compiles `import * as lib from "lib"` to a copy of the package's exports, in which `default` is the package.
 * Pulumi serializes modules of `require.cache` as `require` and would serialize the copy by value, which fails.
 */
export function placeNamespace(value: unknown): void {
  const file = copiedModule(value);
  if (file !== undefined) placeModule(join(process.cwd(), "node_modules", folder, file), value);
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
