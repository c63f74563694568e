import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { Task } from "../workflow/tasks";
import type { DeclaredEdgeCallback } from "../edge/callbacks";
import { edgeHandler } from "../edge/handler";
import { edgeLimits } from "../edge/limits";
import { routesOf, type FunctionUnit } from "../route/functionUnit";
import type { Route } from "../route/resource";
import type { Bundle } from "./bundleCache";
import { Bundler } from "./bundler";
import { bundledFunction, placeBundled } from "./bundledFunctions";
import { emptiedClass } from "./captured";
import { removeGlobalHelpers } from "./compilerHelpers";
import { consumerFactory } from "./consumerFactory";
import { replaceImports } from "./declaredImports";
import { handlerFactory } from "./handlerFactory";
import { importsOf } from "./imports";
import { bundleFile, linkBundle } from "./linkBundle";
import { placeNamespace } from "./namespaces";
import { packageModules, projectRoot } from "./packageModules";
import { withPlacedModules } from "./placedModules";
import { emptiedError, serializationError, variableError, type Code } from "./serializationError";
import { taskFactory } from "./taskFactory";

/** File of an archive that contains the serialized callback. */
const textFile = "__index.js";

/** The handler of every archive, as Lambda names it. */
export const handlerName = "__index.handler";

/**
 * Returns a packager of functions.
 *
 * An archive contains the serialized callback, with its functions unmodified, so that stack traces point at its lines.
 * Beside it is a bundle of exactly what the callback imports from packages and from the modules of bundledFunctions.ts. The
 * same program gives the same bytes.
 */
export function packager(root = projectRoot): (packed: Packed) => pulumi.asset.AssetArchive {
  const bundler = new Bundler(root);
  return (packed) => new pulumi.asset.AssetArchive(assets(codeOf(packed), bundler));
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
  return new pulumi.asset.AssetArchive(assets(code, new Bundler(projectRoot)));
}

/** Returns the archive of a callback at the edge. */
export function packEdgeCallback({ name, callbackFactory, origin }: DeclaredEdgeCallback): pulumi.asset.AssetArchive {
  const budget = edgeLimits[name]!.archiveBytes;
  const code = { what: `edge callback ${name}`, origin, factory: () => edgeHandler(callbackFactory), budget };
  return new pulumi.asset.AssetArchive(assets(code, new Bundler(projectRoot)));
}

async function assets(code: Code, bundler: Bundler): Promise<pulumi.asset.AssetMap> {
  const text = await bundler.after(withPlacedModules(() => serialized(code))).catch(async (error: unknown) => {
    // Wait for esbuild. If the process ends before, esbuild prints pages of stack traces.
    await bundler.settled();
    throw error;
  });
  const modules = packageModules(code.what, await importsOf(text), bundler.root);
  if (modules.length === 0) return stringAssets({ [textFile]: text });
  const bundle = await bundler.bundle(code.what, modules);
  const linked = linkBundle(text, modules);
  checkBudget(code, linked.text, bundle);
  // `npx api-tools report` reads the contents of an archive from the bundle's first line.
  const contents = `// ${JSON.stringify(bundle.packages)}\n`;
  return stringAssets({ [textFile]: linked.text, [bundleFile]: contents + bundle.text, ...linked.files });
}

function stringAssets(texts: Readonly<Record<string, string>>): pulumi.asset.AssetMap {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, new pulumi.asset.StringAsset(text)]));
}

async function serialized(code: Code): Promise<string> {
  let emptied: string | undefined;
  const reached = new Set<string | undefined>();
  const serialize = (value: unknown): boolean => {
    reached.add(placeBundled(value));
    emptied ??= emptiedClass(value);
    placeNamespace(value);
    return true;
  };
  removeGlobalHelpers();
  const { text } = await pulumi.runtime
    .serializeFunction(code.factory, { isFactoryFunction: true, serialize })
    .catch((error: unknown) => {
      throw serializationError(code, error);
    });
  if (emptied !== undefined) throw emptiedError(code, emptied);
  checkBundled(code, text, reached);
  return text;
}

/**
 * Pulumi writes one import for each name of a variable, so two variables of the same name would contain the first function.
 * Names of bundled functions are unique, so a variable with the function's own name is safe.
 *
 * @throws pulumi.RunError for a bundled function in a variable of another name.
 */
function checkBundled(code: Code, text: string, reached: ReadonlySet<string | undefined>): void {
  replaceImports(text, (variable, specifier) => {
    const name = bundledFunction(specifier)?.name;
    if (name !== undefined && name !== variable) throw variableError(code, name);
    return undefined;
  });
  for (const specifier of reached) {
    if (specifier !== undefined && !text.includes(`require("${specifier}")`))
      throw variableError(code, bundledFunction(specifier)!.name);
  }
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
