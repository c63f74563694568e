/** Module hooks for programs that are ES modules. Node.js runs this file in the thread of its hooks. */
import { existsSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { extname, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CachedCompiler } from "./compile";
import { isMissing, resolveThroughLink } from "./lateInstalls";

export interface HookData {
  /** Folder of the program. */
  readonly dir: string;
  /** The compiler's configuration. */
  readonly tsconfig: string;
}

let own = "";
let compiler: CachedCompiler | undefined;

export function initialize({ dir, tsconfig }: HookData): void {
  own = pathToFileURL(dir + sep).href;
  compiler = new CachedCompiler(dir, { tsconfig, esm: true });
}

function isOwn(url: string): boolean {
  return url.startsWith(own) && !url.includes("/node_modules/");
}

/** Source extensions by the extension in an import: TypeScript allows imports to name the built file. */
const endings: Readonly<Record<string, readonly string[]>> = { ".js": [".ts"], ".mjs": [".mts"], ".cjs": [".cts"] };

function sourceOf(url: URL): URL {
  const path = fileURLToPath(url);
  if (existsSync(path) && extname(path) !== "") return url;
  const ending = extname(path);
  const candidates = [
    ...(endings[ending] ?? []).map((other) => path.slice(0, -ending.length) + other),
    ...[".ts", ".mts", ".js", `${sep}index.ts`, `${sep}index.js`].map((other) => path + other),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  return found === undefined ? url : pathToFileURL(found);
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL = "" } = context;
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier) || !isOwn(parentURL === "" ? specifier : parentURL)) {
    return installed(specifier, context, next);
  }
  const url = sourceOf(new URL(specifier, parentURL === "" ? undefined : parentURL));
  // Node.js never unloads an ES module, so each load imports its files under new URLs.
  const load = parentURL === "" ? null : new URL(parentURL).searchParams.get("local");
  if (load !== null && isOwn(url.href)) url.searchParams.set("local", load);
  return next(url.href, context);
};

/** Resolves a package, including one that was installed after Node.js looked for it. */
const installed: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    const { parentURL = "" } = context;
    if (!isMissing(error) || !isOwn(parentURL)) throw error;
    const late = resolveThroughLink(specifier, fileURLToPath(new URL(parentURL)), (file) =>
      Promise.resolve(next(specifier, { ...context, parentURL: pathToFileURL(file).href })).catch(() => undefined),
    );
    const found = await late;
    if (found === undefined) throw error;
    return found;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const path = url.startsWith("file:") ? fileURLToPath(new URL(url)) : "";
  if (!isOwn(url) || !/\.m?ts$/.test(path)) return next(url, context);
  return { format: "module", shortCircuit: true, source: compiler!.compile(path) };
};
