import { bundledNames } from "./bundle";
import { replaceImports, requiredInFunctions } from "./declaredImports";
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
  const partOf = ({ specifier }: PackageModule, bundle: string) => {
    const index = modules.findIndex((each) => each.specifier === specifier);
    return part(bundle, names[index]!, modules[index]!.isNamespace);
  };
  const linked = replaceImports(text, (variable, specifier) => {
    const module = modules.find((each) => each.specifier === specifier);
    return module && `const ${variable} = ${partOf(module, `require("./${bundleFile}")`)};`;
  });
  const required = new Set(requiredInFunctions(linked));
  const files = modules
    .filter(({ specifier }) => required.has(specifier))
    .map((module) => {
      const path = fileOf(module.specifier);
      const bundle = `require("${"../".repeat(path.split("/").length - 1)}${bundleFile}")`;
      return [path, `module.exports = ${partOf(module, bundle)};\n`] as const;
    });
  return { text: linked, files: Object.fromEntries(files) };
}

/** Where `require` finds a module. A folder, whose index.js is CommonJS, serves every name that has another extension. */
function fileOf(specifier: string): string {
  return `node_modules/${specifier}${specifier.endsWith(".js") ? "" : "/index.js"}`;
}

function part(bundle: string, names: ReturnType<typeof bundledNames>[number], isNamespace: boolean): string {
  const [first] = names;
  if (first?.name === "*") {
    const whole = `${bundle}.${first.exportedAs}`;
    return isNamespace ? `{ ...${whole}, default: ${whole} }` : whole;
  }
  if (names.every(({ name, exportedAs }) => name === exportedAs)) return bundle;
  const entries = names.map(({ name, exportedAs }) => `${name}: ${bundle}.${exportedAs}`);
  return `{ ${entries.join(", ")} }`;
}
