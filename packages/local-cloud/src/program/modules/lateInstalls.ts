import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

type Resolve = (request: string, parent?: { readonly filename?: string | null } | null, ...rest: unknown[]) => string;

const loader = Module as unknown as {
  _resolveFilename: Resolve;
  _nodeModulePaths(folder: string): string[];
};

/** Node.js's error codes for a missing package, or a missing part of one. */
const missing = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

export function isMissing(error: unknown): boolean {
  return missing.has(String((error as { code?: unknown } | undefined)?.code));
}

/** True while a package is resolved through a link, which itself must not be resolved through a link. */
let isResolvingLate = false;

/**
 * Lets `require` find packages that were installed or changed after Node.js looked for them, until the returned
 * function is called. Node.js caches each package.json that it reads, and each that is missing, until the process ends.
 */
export function findLateInstalls(): () => void {
  const before = loader._resolveFilename;
  let isActive = true;
  const resolve: Resolve = (request, parent, ...rest) => {
    try {
      return before.call(Module, request, parent, ...rest);
    } catch (error) {
      if (!isActive || isResolvingLate || !isMissing(error)) throw error;
      const found = resolveLate(request, parent?.filename ?? undefined);
      if (found === undefined) throw error;
      return found;
    }
  };
  loader._resolveFilename = resolve;
  return () => {
    // The function stays in the chain if another package has wrapped it since.
    isActive = false;
    if (loader._resolveFilename === resolve) loader._resolveFilename = before;
  };
}

function resolveLate(request: string, from: string | undefined): string | undefined {
  if (from === undefined) return undefined;
  isResolvingLate = true;
  try {
    return resolveThroughLink(request, from, (file) => {
      try {
        return createRequire(file).resolve(request);
      } catch {
        return undefined;
      }
    });
  } finally {
    isResolvingLate = false;
  }
}

/**
 * Resolves a package through a symbolic link, because Node.js has cached nothing under the link's path.
 *
 * @param from a file of the program.
 * @param resolve resolves the request from a file beside the link; returns undefined if it cannot.
 * @returns undefined if the package is not installed.
 */
export function resolveThroughLink<T>(
  request: string,
  from: string,
  resolve: (file: string) => T | undefined,
): T | undefined {
  const [, name] = /^((?:@[^/\\:]+\/)?[^./\\:@][^/\\:]*)(?:\/|$)/.exec(request) ?? [];
  if (name === undefined) return undefined;
  const installed = loader._nodeModulePaths(dirname(from)).map((folder) => join(folder, name));
  const found = installed.find((folder) => existsSync(join(folder, "package.json")));
  if (found === undefined) return undefined;
  const changedAt = changeOf(found);
  if (changedAt <= startedAt - toleranceMillis) return undefined;
  const key = `${request}\0${found}`;
  // Pulumi looks for the same parts of a package in each load.
  if (unresolved.get(key) === changedAt) return undefined;
  const alias = mkdtempSync(join(tmpdir(), "installed-"));
  const link = join(alias, "node_modules", name);
  const remove = () => rmSync(alias, { recursive: true, force: true });
  try {
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(found, link, "junction");
    const resolved = resolve(join(alias, "index.js"));
    if (resolved === undefined) unresolved.set(key, changedAt);
    if (!(resolved instanceof Promise)) remove();
    else void resolved.finally(remove).catch(() => undefined);
    return resolved;
  } catch (error) {
    remove();
    throw error;
  }
}

/** Tolerated difference between the clocks of the process and of the file system. */
const toleranceMillis = 60_000;
const startedAt = Date.now() - process.uptime() * 1000;

/** Times of change of packages when they had no such part, keyed by request and folder. */
const unresolved = new Map<string, number>();

/** Returns when a package was installed, linked or changed, in milliseconds. */
function changeOf(folder: string): number {
  return Math.max(lstatSync(folder).ctimeMs, statSync(join(folder, "package.json")).ctimeMs);
}
