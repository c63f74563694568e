import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Returns the major version of a runtime such as `nodejs22.x`. A runtime without a number counts as 24. */
export function nodeVersionOf(runtime: string): number {
  return Number(/\d+/.exec(runtime)?.[0] ?? 24);
}

/** Folders of a function with layers. */
export interface LayerFolders {
  /** Parent of the function's folder. It contains the packages of the layers. */
  readonly home: string;
  /** Folder that the function sees as /opt. */
  readonly opt: string;
}

/** Returns the package folders in /opt, by precedence (Lambda Developer Guide, "Working with layers for Node.js"). */
export function packageFolders(opt: string, nodeVersion: number): string[] {
  return [`nodejs/node${nodeVersion}/node_modules`, "nodejs/node_modules"].map((folder) => join(opt, folder));
}

/**
 * Merges layers: as on Lambda, later layers overwrite earlier ones. Links their packages into the parent of the
 * function's folder, because ES modules do not read NODE_PATH. On Lambda ES modules find packages of layers, too (AWS
 * Compute Blog, "Node.js 18.x runtime now available in AWS Lambda").
 *
 * @param layers folders of the unpacked layers, in the order of the function.
 */
export function mergeLayers(home: string, layers: readonly string[], nodeVersion: number): LayerFolders {
  const opt = join(home, "opt");
  mkdirSync(opt, { recursive: true });
  for (const layer of [...layers].reverse()) addMissingFiles(layer, opt);
  for (const folder of packageFolders(opt, nodeVersion)) linkPackages(folder, join(home, "node_modules"));
  return { home, opt };
}

/** Adds missing files as hard links. The files are never modified. */
function addMissingFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) addMissingFiles(source, target);
    else if (existsSync(target)) continue;
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else link(source, target);
  }
}

function link(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // The file system does not support hard links.
    copyFileSync(source, target);
  }
}

/** Links the packages of a folder unless they exist in the target. Scopes become folders. */
function linkPackages(folder: string, target: string): void {
  if (!existsSync(folder)) return;
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith("@")) linkPackages(join(folder, name), join(target, name));
    else if (!existsSync(join(target, name))) symlinkSync(join(folder, name), join(target, name), "junction");
  }
}
