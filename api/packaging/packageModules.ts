import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { bundledFunction } from "./bundledFunctions";
import { anExpression, type Import } from "./imports";
import { copiedSpecifier } from "./namespaces";

/** The package of bundled functions, in messages. */
export const programPackage = "this program";

/** Folder of this program. */
export const projectRoot = join(__dirname, "..", "..");

/** A module of a package or a bundled function, as a bundle contains it. */
export interface PackageModule extends Pick<Import, "specifier"> {
  /** Name of its package, for messages. */
  readonly package: string;
  /**
   * Specifier that esbuild resolves in the program's folder: the ES module of a package, the path of the file that
   * `require` loads, or a path such as `./api/http/handler`.
   */
  readonly source: string;
  /** Imported names. `*` is the whole result of `require`, which cannot be tree-shaken. */
  readonly names: readonly string[] | "*";
  /** True if the text uses a copy of the exports in which `default` is the module. */
  readonly isNamespace: boolean;
}

/**
 * Finds the modules that a serialized text imports.
 *
 * @param what name of the code in messages, such as `route getItem`.
 * @param root folder of the package.json whose `dependencies` callbacks may import.
 * @throws pulumi.RunError in one sentence for a module that no archive can contain.
 */
export function packageModules(what: string, imports: readonly Import[], root: string): PackageModule[] {
  const require = createRequire(join(root, "package.json"));
  const { dependencies = {} } = require("./package.json") as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return imports.map((imported) => packageModule(what, imported, { root, require, dependencies }));
}

interface Project {
  readonly root: string;
  readonly require: NodeJS.Require;
  readonly dependencies: Readonly<Record<string, string>>;
}

function packageModule(what: string, { specifier, names, required }: Import, project: Project): PackageModule {
  const bundled = bundledFunction(specifier);
  if (bundled !== undefined) {
    // Relative, so that copies of the program have the same bundles.
    const source = `./${relative(project.root, bundled.source).replaceAll(sep, "/")}`;
    return { specifier, package: programPackage, source, names: [bundled.name], isNamespace: false };
  }
  const copied = copiedSpecifier(specifier);
  // Some package managers install packages in nested folders, each with a node_modules of its own.
  const path = (copied ?? specifier).replace(/^.*\/node_modules\//, "");
  const name = packageOf(path);
  const refuse = (rule: string) => new pulumi.RunError(`${what} imports ${path === anExpression ? "" : path}${rule}`);
  if (path === anExpression) throw refuse("a module that an expression names: write the name of the package");
  if (/^[./]/.test(path)) {
    throw refuse(" by require or import() in a function: import it at the top of the file, with an import declaration");
  }
  if (name.startsWith("@pulumi/")) {
    throw refuse(": a function runs without Pulumi, so use its values in the program, outside callbackFactory");
  }
  if (!Object.hasOwn(project.dependencies, name)) {
    throw refuse(`, which package.json does not list in dependencies: npm install --save-exact ${name}`);
  }
  const file = fileOf(path, project);
  if (file === undefined) throw refuse(", which is not installed: npm install");
  const exported = project.require.cache[file]?.exports as object | undefined;
  const has = (each: string) => exported === undefined || each in Object(exported);
  const missing = required.find((each) => !has(each));
  if (missing !== undefined) throw refuse(`, which does not export ${missing}`);
  // In a copy, `default` is all of the module.
  const whole = names === "*" || (copied !== undefined && names.includes("default"));
  return {
    specifier,
    package: name,
    names: whole ? "*" : names.filter(has),
    // Pulumi names the main file of a package without `exports`; the package's name alone leads to its ES modules.
    source: whole ? file : fileOf(name, project) === file ? name : exportedPath(path, file, project),
    isNamespace: copied !== undefined,
  };
}

/** `@aws-sdk/lib-dynamodb` of `@aws-sdk/lib-dynamodb/dist-cjs/index.js`. */
export function packageOf(path: string): string {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}

function fileOf(path: string, { require }: Project): string | undefined {
  try {
    return require.resolve(path);
  } catch {
    // Pulumi names a file that the package may not export.
    return Object.keys(require.cache).find((file) => file.replaceAll("\\", "/").endsWith(`/node_modules/${path}`));
  }
}

/** Returns the path if other files may import it, else the file. */
function exportedPath(path: string, file: string, { require }: Project): string {
  try {
    require.resolve(path);
    return path;
  } catch {
    return file;
  }
}
