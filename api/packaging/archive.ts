import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { Task } from "../workflow/tasks";
import type { DeclaredEdgeCallback } from "../edge/callbacks";
import { edgeHandler } from "../edge/handler";
import { edgeLimits } from "../edge/limits";
import { routesOf, type FunctionUnit } from "../route/functionUnit";
import type { Route } from "../route/resource";
import { bundledNames } from "./bundle";
import type { Bundle } from "./bundleCache";
import { Bundler } from "./bundler";
import { emptiedClass } from "./captured";
import { removeGlobalHelpers } from "./compilerHelpers";
import { consumerFactory } from "./consumerFactory";
import { handlerFactory } from "./handlerFactory";
import { importsOf } from "./imports";
import { Namespaces } from "./namespaces";
import { packageModules, projectRoot, type PackageModule } from "./packageModules";
import { emptiedError, serializationError, type Code } from "./serializationError";
import { taskFactory } from "./taskFactory";

/** The handler of every archive, as Lambda names it. */
export const handlerName = "__index.handler";

/**
 * Returns a packager of functions.
 *
 * An archive contains the serialized callback, unmodified, so that stack traces point at its lines. Beside it is a bundle
 * of exactly what the callback imports. It depends on the callback and the installed packages alone: the same program
 * gives the same bytes.
 */
export function packager(root = projectRoot): (packed: Packed) => pulumi.asset.AssetArchive {
  const project = { root, bundler: new Bundler(root), namespaces: new Namespaces() };
  return (packed) => new pulumi.asset.AssetArchive(assets(codeOf(packed), project));
}

/** An entry with an archive of its own. */
export type Packed = Route | FunctionUnit | Consumer | Task;

function codeOf(packed: Packed): Code {
  if ("from" in packed) return consumerCode(packed);
  return "workflow" in packed ? taskCode(packed) : routeCode(packed);
}

function routeCode(packed: Route | FunctionUnit): Code {
  const [{ origin, archiveBudget: budget }, ...others] = routesOf(packed) as [Route, ...Route[]];
  const what = `${others.length === 0 ? "route" : "group"} ${packed.name}`;
  return { what, origin, factory: handlerFactory(packed), budget };
}

function consumerCode(consumer: Consumer): Code {
  const { name, origin, archiveBudget: budget } = consumer;
  return { what: `consumer ${name}`, origin, factory: consumerFactory(consumer), budget };
}

function taskCode(task: Task): Code {
  const { name, origin, archiveBudget: budget } = task;
  return { what: `task ${name}`, origin, factory: taskFactory(task), budget };
}

/** Returns the archive of the authorizer. */
export function packAuthorizer(factory: () => object): pulumi.asset.AssetArchive {
  const code = { what: "the authorizer", origin: new Error(), factory };
  const project = { root: projectRoot, bundler: new Bundler(projectRoot), namespaces: new Namespaces() };
  return new pulumi.asset.AssetArchive(assets(code, project));
}

/** Returns the archive of a callback at the edge. */
export function packEdgeCallback({ name, callbackFactory, origin }: DeclaredEdgeCallback): pulumi.asset.AssetArchive {
  const budget = edgeLimits[name]!.archiveBytes;
  const code = { what: `edge callback ${name}`, origin, factory: () => edgeHandler(callbackFactory), budget };
  const project = { root: projectRoot, bundler: new Bundler(projectRoot), namespaces: new Namespaces() };
  return new pulumi.asset.AssetArchive(assets(code, project));
}

interface Project {
  readonly root: string;
  readonly bundler: Bundler;
  readonly namespaces: Namespaces;
}

async function assets(code: Code, { root, bundler, namespaces }: Project): Promise<pulumi.asset.AssetMap> {
  const serialization = namespaces.during(() => serialized(code, namespaces));
  const text = await bundler.after(serialization).catch(async (error: unknown) => {
    // Wait for esbuild. If the process ends before, esbuild prints pages of stack traces.
    await bundler.settled();
    throw error;
  });
  const modules = packageModules(code.what, await importsOf(text), root);
  const files = { "__index.js": new pulumi.asset.StringAsset(text) };
  if (modules.length === 0) return files;
  const bundle = await bundler.bundle(code.what, modules);
  checkBudget(code, text, bundle);
  return { ...files, ...bundleFiles(modules, bundle) };
}

async function serialized(code: Code, namespaces: Namespaces): Promise<string> {
  let emptied: string | undefined;
  const serialize = (value: unknown): boolean => {
    emptied ??= emptiedClass(value);
    namespaces.register(value);
    return true;
  };
  removeGlobalHelpers();
  const { text } = await pulumi.runtime
    .serializeFunction(code.factory, { isFactoryFunction: true, serialize })
    .catch((error: unknown) => {
      throw serializationError(code, error);
    });
  if (emptied !== undefined) throw emptiedError(code, emptied);
  return text;
}

/** @throws pulumi.RunError for an archive above its budget. */
function checkBudget({ what, budget = Infinity }: Code, text: string, bundle: Bundle): void {
  if (budget === Infinity) return;
  const gzipped = bundle.gzipped + gzipSync(text).length;
  if (gzipped <= budget) return;
  const largest = Object.entries(bundle.packages)
    .slice(0, 5)
    .map(([name, bytes]) => `${name} ${bytes}`);
  throw new pulumi.RunError(
    `${what}: its archive has ${gzipped} bytes gzipped, and archiveBudget allows ${budget}; its largest packages in ` +
      `bytes: ${largest.join(", ")}`,
  );
}

/** Returns the bundle and, where the serialized text looks for each module, a file that exports its part of the bundle. */
function bundleFiles(modules: readonly PackageModule[], { text, packages }: Bundle): pulumi.asset.AssetMap {
  // `npx api-tools report` reads the contents of an archive from this line.
  const contents = `// ${JSON.stringify(packages)}\n`;
  const names = bundledNames(modules);
  const parts = modules.map(({ specifier, isNamespace }, index): [string, pulumi.asset.StringAsset] => {
    const path = fileOf(specifier);
    const bundle = `require("${"../".repeat(path.split("/").length - 1)}runtime.js")`;
    return [path, new pulumi.asset.StringAsset(`module.exports = ${partOf(bundle, names[index]!, isNamespace)};\n`)];
  });
  return { "runtime.js": new pulumi.asset.StringAsset(contents + text), ...Object.fromEntries(parts) };
}

/** Where `require` finds a module. A folder, whose index.js is CommonJS, serves every name that has another extension. */
function fileOf(specifier: string): string {
  return `node_modules/${specifier}${specifier.endsWith(".js") ? "" : "/index.js"}`;
}

function partOf(bundle: string, names: ReturnType<typeof bundledNames>[number], isNamespace: boolean): string {
  const [first] = names;
  if (first?.name === "*") {
    const whole = `${bundle}.${first.exportedAs}`;
    return isNamespace ? `{ ...${whole}, default: ${whole} }` : whole;
  }
  if (names.every(({ name, exportedAs }) => name === exportedAs)) return bundle;
  const entries = names.map(({ name, exportedAs }) => `${name}: ${bundle}.${exportedAs}`);
  return `{ ${entries.join(", ")} }`;
}
