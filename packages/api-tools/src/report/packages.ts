import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ofType, type Program } from "@onemachine/local-cloud";
import { contentsOf } from "./contents";

interface Package {
  readonly version?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Packages, keyed by path in package-lock.json: `node_modules/a/node_modules/b`. */
export type Lock = ReadonlyMap<string, Package>;

/** Reads the packages of a folder's lock file, without the project itself; empty without a lock file. */
export function readLock(dir: string): Lock {
  const file = join(dir, "package-lock.json");
  if (!existsSync(file)) return new Map();
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8")) as { packages?: Record<string, Package> };
  return new Map(Object.entries(packages).filter(([path]) => path !== ""));
}

/** Lock files of both sides. */
export interface Locks {
  readonly before: Lock;
  readonly now: Lock;
}

/** Returns the paths of added, removed and changed packages, without development dependencies. */
export function findChangedPackages({ before, now }: Locks): string[] {
  const versionOf = (lock: Lock, path: string) => {
    const { version, dev } = lock.get(path) ?? {};
    return dev === true ? undefined : version;
  };
  return [...new Set([...now.keys(), ...before.keys()])].filter(
    (path) => versionOf(now, path) !== versionOf(before, path),
  );
}

/** Name of the package at a path. */
export function packageName(path: string): string {
  return path.replace(/^.*node_modules\//, "");
}

/**
 * Lists the functions whose archives contain a changed package or a package that depends on one. Their code changes only
 * after the new packages are installed, so rendering does not show it.
 */
export async function findFunctionsWithPackages(
  changed: readonly string[],
  locks: Locks,
  { resources }: Program,
): Promise<string[]> {
  if (changed.length === 0) return [];
  const affected = new Map<string, boolean>();
  const names: string[] = [];
  for (const { name, inputs } of ofType(resources, "aws:lambda/function:Function")) {
    const roots = await listPackages(inputs["code"]);
    const key = roots.join();
    const is =
      affected.get(key) ??
      [locks.now, locks.before].some((lock) => {
        const reached = dependenciesOf(roots, lock);
        return changed.some((path) => reached.has(path));
      });
    affected.set(key, is);
    if (is) names.push(name);
  }
  return names.sort();
}

/** Returns the paths of the packages that an archive lists or has files of. */
async function listPackages(code: unknown): Promise<string[]> {
  const { assets } = (code ?? {}) as { readonly assets?: Promise<Readonly<Record<string, unknown>>> };
  const paths = Object.keys((await assets) ?? {}).flatMap((name) => packageAt.exec(name)?.[0] ?? []);
  const listed = Object.keys((await contentsOf(code)) ?? {}).map((name) => `node_modules/${name}`);
  return [...new Set([...listed, ...paths])].sort();
}

const packageAt = /^node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Returns packages and all their dependencies, resolved as Node.js does. */
function dependenciesOf(roots: readonly string[], lock: Lock): Set<string> {
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const { dependencies, optionalDependencies } = lock.get(path) ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      open.push(...resolvePackage(name, path, lock));
  }
  return reached;
}

/** Resolves a package name from a folder: the nearest `node_modules` upwards. */
function resolvePackage(name: string, from: string, lock: Lock): string[] {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules") - 1))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (lock.has(path)) return [path];
    if (folder === "") return [];
  }
}
