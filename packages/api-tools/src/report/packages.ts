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

/** Packages by their path in package-lock.json, `node_modules/a/node_modules/b`. */
export type Lock = ReadonlyMap<string, Package>;

/** The lockfile of a folder without the project itself; empty without a lockfile. */
export function readLock(dir: string): Lock {
  const file = join(dir, "package-lock.json");
  if (!existsSync(file)) return new Map();
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8")) as { packages?: Record<string, Package> };
  return new Map(Object.entries(packages).filter(([path]) => path !== ""));
}

/** The two lockfiles of a comparison. */
export interface Locks {
  readonly before: Lock;
  readonly now: Lock;
}

/** Paths of packages that have another version, or that only one lockfile has; without those for development alone. */
export function changedPackages({ before, now }: Locks): string[] {
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
 * Functions whose archives contain a package that changes, or one that depends on it. Their code is another once the
 * packages are installed, and does not differ before.
 */
export async function functionsWithPackages(
  changed: readonly string[],
  locks: Locks,
  { resources }: Program,
): Promise<string[]> {
  if (changed.length === 0) return [];
  const affected = new Map<string, boolean>();
  const names: string[] = [];
  for (const { name, inputs } of ofType(resources, "aws:lambda/function:Function")) {
    const roots = await packagesIn(inputs["code"]);
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

/** Paths of the packages that an archive lists or has files of. */
async function packagesIn(code: unknown): Promise<string[]> {
  const { assets } = (code ?? {}) as { readonly assets?: Promise<Readonly<Record<string, unknown>>> };
  const paths = Object.keys((await assets) ?? {}).flatMap((name) => packageAt.exec(name)?.[0] ?? []);
  const listed = Object.keys((await contentsOf(code)) ?? {}).map((name) => `node_modules/${name}`);
  return [...new Set([...listed, ...paths])].sort();
}

const packageAt = /^node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Paths of packages and of all that they depend on, as Node.js finds them. */
function dependenciesOf(roots: readonly string[], lock: Lock): Set<string> {
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const { dependencies, optionalDependencies } = lock.get(path) ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) open.push(...found(name, path, lock));
  }
  return reached;
}

/** The package that a name means in a folder: the nearest one above. */
function found(name: string, from: string, lock: Lock): string[] {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules") - 1))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (lock.has(path)) return [path];
    if (folder === "") return [];
  }
}
