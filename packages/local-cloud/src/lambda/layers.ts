import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Major version of `nodejs22.x`; the newest rules hold for a runtime without a number. */
export function nodeVersionOf(runtime: string): number {
  return Number(/\d+/.exec(runtime)?.[0] ?? 24);
}

/** Folders of a function that has layers. */
export interface LayerFolders {
  /** Where the function's own folder goes: above it stand the packages of its layers. */
  readonly home: string;
  /** What the function sees as /opt. */
  readonly opt: string;
}

/** Folders of /opt where packages stand, the first first (Lambda Developer Guide, "Working with layers for Node.js"). */
export function packageFolders(opt: string, nodeVersion: number): string[] {
  return [`nodejs/node${nodeVersion}/node_modules`, "nodejs/node_modules"].map((folder) => join(opt, folder));
}

/**
 * Puts layers together as Lambda does: the last overwrites the others. Their packages are linked above the function,
 * where ES modules look, which read no NODE_PATH: Lambda's own Node.js lets them find packages of layers (AWS Compute Blog,
 * "Node.js 18.x runtime now available in AWS Lambda").
 *
 * @param layers folders of the unpacked layers, in the function's order.
 */
export function mergeLayers(home: string, layers: readonly string[], nodeVersion: number): LayerFolders {
  const opt = join(home, "opt");
  mkdirSync(opt, { recursive: true });
  for (const layer of [...layers].reverse()) overlay(layer, opt);
  for (const folder of packageFolders(opt, nodeVersion)) linkPackages(folder, join(home, "node_modules"));
  return { home, opt };
}

/** Adds what is not there yet, as the same files: nobody changes them. */
function overlay(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) overlay(source, target);
    else if (existsSync(target)) continue;
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else link(source, target);
  }
}

function link(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // A file system without links of files.
    copyFileSync(source, target);
  }
}

/** Links each package, where it is found first; those of a scope stand in a folder of their own. */
function linkPackages(folder: string, target: string): void {
  if (!existsSync(folder)) return;
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith("@")) linkPackages(join(folder, name), join(target, name));
    else if (!existsSync(join(target, name))) symlinkSync(join(folder, name), join(target, name), "junction");
  }
}
