import { bundledNames, type BundledName } from "./bundle";
import { bundledFunction } from "./bundledFunctions";
import { replaceBundled, replaceImports, requiredInFunctions } from "./declaredImports";
import type { PackageModule } from "./packageModules";

/** A serialized text that imports its modules from the bundle, and further files of its archive. */
export interface Linked {
  readonly text: string;
  /** Texts, keyed by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Name of the bundle in an archive. */
export const bundleFile = "runtime.js";

/**
 * Lets a serialized text import its modules from the bundle beside it. A module that a function requires when it runs is a
 * file of node_modules that exports its part of the bundle, so that functions stay unchanged. Lines keep their numbers.
 */
export function linkBundle(text: string, modules: readonly PackageModule[]): Linked {
  const names = bundledNames(modules);
  const parts = new Map(
    modules.map(({ specifier, isNamespace }, index) => [specifier, { names: names[index]!, isNamespace }]),
  );
  const withBundled = replaceBundled(
    text,
    (specifier) => `require("./${bundleFile}").${parts.get(specifier)!.names[0]!.exportedAs}`,
  );
  const linked = replaceImports(withBundled, (variable, specifier) => {
    const part = parts.get(specifier);
    return part && `const ${variable} = ${partOf(`require("./${bundleFile}")`, part)};`;
  });
  const required = new Set(requiredInFunctions(linked));
  const files = [...parts]
    .filter(([specifier]) => required.has(specifier) && bundledFunction(specifier) === undefined)
    .map(([specifier, part]) => {
      const path = fileOf(specifier);
      const bundle = `require("${"../".repeat(path.split("/").length - 1)}${bundleFile}")`;
      return [path, `module.exports = ${partOf(bundle, part)};\n`] as const;
    });
  return { text: linked, files: Object.fromEntries(files) };
}

/** Where `require` finds a module. A folder, whose index.js is CommonJS, serves every name that has another extension. */
function fileOf(specifier: string): string {
  return `node_modules/${specifier}${specifier.endsWith(".js") ? "" : "/index.js"}`;
}

/** The part of a bundle that a module contributes. */
interface Part {
  readonly names: readonly BundledName[];
  readonly isNamespace: boolean;
}

/** Returns an expression for a module's part. @param bundle an expression for the bundle. */
function partOf(bundle: string, { names, isNamespace }: Part): string {
  const [first] = names;
  if (first?.name === "*") {
    const whole = `${bundle}.${first.exportedAs}`;
    return isNamespace ? `{ ...${whole}, default: ${whole} }` : whole;
  }
  if (names.every(({ name, exportedAs }) => name === exportedAs)) return bundle;
  const entries = names.map(({ name, exportedAs }) => `${name}: ${bundle}.${exportedAs}`);
  return `{ ${entries.join(", ")} }`;
}
