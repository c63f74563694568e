import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import type { BuildOptions, Metafile, PluginBuild } from "esbuild";
import { BundleCache, type Bundle } from "./bundleCache";
import { keepOptionsAsFields } from "./fastOptions";
import { replaceLeftOut, hasOtherClient } from "./leftOut";
import { checkNativeAddons, refuseNativeAddons } from "./nativeAddons";
import type { PackageModule } from "./packageModules";

/** A name of a module, and the name of the bundle's export for it. */
export interface BundledName {
  readonly name: string;
  readonly exportedAs: string;
}

/** Returns the exports of a bundle for each of its modules. A module that is used as a whole has one, named `*`. */
export function bundledNames(modules: readonly PackageModule[]): BundledName[][] {
  const taken = new Set(["default"]);
  return modules.map(({ names }, index) => {
    if (names === "*") return [{ name: "*", exportedAs: `module_${index}` }];
    return names.map((name) => {
      const exportedAs = taken.has(name) ? `${name}_${index}` : name;
      taken.add(exportedAs);
      return { name, exportedAs };
    });
  });
}

function entryText(modules: readonly PackageModule[]): string {
  const names = bundledNames(modules);
  const lines = modules.map(({ source }, index) => {
    const from = JSON.stringify(source);
    const exported = names[index]!;
    if (exported[0]?.name === "*") return `export const ${exported[0].exportedAs} = require(${from});`;
    return `export { ${exported.map(({ name, exportedAs }) => `${name} as ${exportedAs}`).join(", ")} } from ${from};`;
  });
  return lines.join("\n");
}

/**
 * Bundles each set of modules. Modules that the sets share are read once, and bundles of earlier processes are used
 * again while their modules are unchanged.
 *
 * @throws the error of esbuild, or of a native addon, without naming the set.
 */
export async function bundleAll(sets: readonly (readonly PackageModule[])[], root: string): Promise<Bundle[]> {
  const cache = new BundleCache(root);
  const kept = sets.map((set) => cache.find(entryText(set)));
  const missing = sets.filter((_, index) => kept[index] === undefined);
  const built = await buildSets(missing, root);
  for (const [index, { bundle, inputs }] of built.entries()) cache.keep(entryText(missing[index]!), bundle, inputs);
  return kept.map((bundle) => bundle ?? built.shift()!.bundle);
}

interface Built {
  readonly bundle: Bundle;
  /** Absolute paths of all files that esbuild read for the bundle. */
  readonly inputs: readonly string[];
  readonly hasOtherClient: boolean;
}

async function buildSets(sets: readonly (readonly PackageModule[])[], root: string): Promise<Built[]> {
  const built = new Map<readonly PackageModule[], Built>();
  const build = async (some: typeof sets, forOtherClients: boolean) => {
    const results = await buildAll(some, { root, forOtherClients });
    for (const [index, set] of some.entries()) built.set(set, results[index]!);
  };
  const isLean = (set: readonly PackageModule[]) => !hasOtherClient(set.map(({ source }) => source));
  await build(sets.filter(isLean), false);
  // Modules of a lean set may import another client, which only its bundle shows.
  await build(
    sets.filter((set) => built.get(set)?.hasOtherClient !== false),
    true,
  );
  return sets.map((set) => built.get(set)!);
}

const options = {
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  platform: "node",
  format: "cjs",
  // The oldest Node.js of Lambda's supported runtimes.
  target: "node20",
  mainFields: ["module", "main"],
  conditions: ["module"],
  // `import("node:http")` reads each of its exports, one of which loads all of fetch: 10 ms of the first request.
  supported: { "dynamic-import": false },
  // Without this, esbuild reads tsconfig's `strict` and emits "use strict".
  tsconfigRaw: {},
  legalComments: "none",
  logLevel: "silent",
} as const satisfies BuildOptions;

/** `import.meta.url` of ES modules, which esbuild leaves empty in CommonJS. */
const fileUrl = "bundleFileUrl";

interface BuildArgs {
  readonly root: string;
  readonly forOtherClients: boolean;
}

async function buildAll(
  sets: readonly (readonly PackageModule[])[],
  { root, forOtherClients }: BuildArgs,
): Promise<Built[]> {
  if (sets.length === 0) return [];
  const entries = sets.map(entryText);
  // Loaded here, because a program whose bundles are kept does not need it.
  const { build } = await import("esbuild");
  const setup = (builder: PluginBuild): void => {
    const namespace = "imports";
    builder.onResolve({ filter: /^imports:\d+$/ }, ({ path }) => ({ path: path.slice("imports:".length), namespace }));
    builder.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: entries[Number(path)]!, resolveDir: root }));
    resolveRequires(builder);
    refuseNativeAddons(builder);
    refusePulumi(builder);
    replaceLeftOut(builder, { forOtherClients });
    keepOptionsAsFields(builder);
  };
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: root,
    outdir: join(root, "bundles"),
    entryPoints: Object.fromEntries(entries.map((_, index) => [`${index}`, `imports:${index}`])),
    define: { "import.meta.url": fileUrl },
    plugins: [{ name: "functions", setup }],
  });
  return entries.map((_, index) => {
    const { inputs } = metafile.outputs[`bundles/${index}.js`]!;
    const bundled = Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0);
    checkNativeAddons(bundled.map((file) => join(root, file)));
    const text = withFileUrl(outputFiles.find(({ path }) => path === join(root, "bundles", `${index}.js`))!.text);
    return {
      bundle: { text, gzipped: gzipSync(text).length, packages: bytesByPackage(inputs) },
      inputs: readFor(`imports:${index}`, metafile).map((file) => join(root, file)),
      hasOtherClient: hasOtherClient(bundled),
    };
  });
}

/** Returns the files that an entry imports, directly or not, also those that the bundle does not contain. */
function readFor(entry: string, { inputs }: Metafile): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const { path, external } of inputs[file]?.imports ?? []) if (external !== true) found.add(path);
  }
  found.delete(entry);
  return [...found];
}

function withFileUrl(text: string): string {
  if (!text.includes(fileUrl)) return text;
  return `const ${fileUrl} = require("node:url").pathToFileURL(__filename).href;\n${text}`;
}

/** The end of an error of a module that imports Pulumi. */
export const withoutPulumi = ", and a function runs without Pulumi";

/** Fails a build of a module that imports Pulumi, which bundledFunctions.ts must not list. */
function refusePulumi(builder: PluginBuild): void {
  builder.onResolve({ filter: /^@pulumi\// }, ({ path, importer }) => ({
    errors: [{ text: `${relative(process.cwd(), importer)} imports ${path}${withoutPulumi}` }],
  }));
}

/** Resolves `require` as Node.js does: esbuild would take a package's ES modules, whose `default` is not the module. */
function resolveRequires(builder: PluginBuild): void {
  builder.onResolve({ filter: /^[@\w]/ }, ({ path, kind, importer }) => {
    if (kind !== "require-call" || importer === "") return undefined;
    try {
      const file = createRequire(importer).resolve(path);
      return file === path ? undefined : { path: file };
    } catch {
      // esbuild reports the missing module itself, except for a `require` inside `try`.
      return undefined;
    }
  });
}

function bytesByPackage(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): Record<string, number> {
  const bytes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
    if (name !== undefined && bytesInOutput > 0) bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  return Object.fromEntries([...bytes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
