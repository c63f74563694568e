import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { asset } from "@pulumi/pulumi";
import { UserError } from "../../kernel/errors";
import { isDebuggable } from "../../kernel/bounds/debuggedThreads";
import { makeRunFolder, removeRunFolder } from "../../kernel/runFolder";
import type { LayerDeclaration } from "../declared";
import { copyTree, digestOf, replaceFile } from "./folders";
import { mergeLayers, type LayerFolders } from "./layers";
import { addSourceMap, type SourceMapOf } from "./sourceMaps";
import { runtimeModules } from "./runtimeModules";
import { pathWithin, unpackFile } from "./unpackFile";

interface Copies {
  /** Paths of folders that archives of this run already contain, keyed by `digestOf`. */
  readonly folders: Map<string, string>;
  /** Links of files that a function's folder still lacks. */
  readonly links: (() => void)[];
}

type Assets = Readonly<Record<string, asset.Asset | asset.Archive>>;

/**
 * Unpacks archives into folders of the run. Equal contents share a folder. Folders stay until the run ends, because
 * published versions use them.
 */
export class ArchiveFolders {
  private root: string | undefined;
  private readonly folders = new Map<string, Promise<string>>();
  private readonly copies = new Map<string, string>();
  /** Links that folders still lack, keyed by folder. */
  private readonly links = new Map<string, (() => void)[]>();
  private readonly layered = new Map<string, LayerFolders>();
  private modules: Promise<string> | undefined;
  /** Source maps of the program that is being loaded. */
  sourceMapOf: SourceMapOf | undefined;

  /** Returns the folder of the modules that Lambda's runtime includes, for NODE_PATH. */
  runtimeModules(): Promise<string> {
    this.modules ??= runtimeModules(this.folder());
    return this.modules;
  }

  /**
   * @param home parent of the function's folder; defaults to the run's folder.
   * @returns the function's LAMBDA_TASK_ROOT.
   * @throws UserError for code that cannot be unpacked.
   */
  async unpack(functionName: string, code: unknown, home?: string): Promise<string> {
    const folder = await this.prepare(functionName, code, home);
    this.complete(folder);
    return folder;
  }

  /**
   * Like `unpack`, but folders that another archive contains are linked by `complete`. A CallbackFunction's archive has
   * thousands of files, and most functions of a run are not called.
   */
  async prepare(functionName: string, code: unknown, home?: string): Promise<string> {
    if (!isArchive(code)) {
      throw new UserError(`function ${functionName}: its code must be an asset archive or a folder to run locally`);
    }
    const key = await contentKey(code);
    const place = `${home ?? ""}\0${key}`;
    let folder = this.folders.get(place);
    if (folder === undefined) {
      folder = this.write(`${functionName}-${key.slice(0, 8)}`, code, home);
      this.folders.set(place, folder);
    }
    return folder;
  }

  /**
   * Unpacks and merges layers. Functions with the same layers and Node.js version share the result.
   *
   * @param report called with the ARN of each layer that the program does not declare.
   * @returns undefined if the program declares none of the layers.
   */
  async layers(
    declared: readonly LayerDeclaration[],
    nodeVersion: number,
    report: (arn: string) => void,
  ): Promise<LayerFolders | undefined> {
    for (const { arn, code } of declared) if (code === undefined) report(arn);
    const own = declared.filter(({ code }) => code !== undefined);
    if (own.length === 0) return undefined;
    const folders = await Promise.all(own.map(({ arn, code }) => this.unpack(arn.split(":")[6]!, code)));
    const hash = createHash("sha256").update([nodeVersion, ...folders].join("\0"));
    const home = join(this.folder(), `layers-${hash.digest("hex").slice(0, 8)}`);
    const layered = this.layered.get(home) ?? mergeLayers(home, folders, nodeVersion);
    this.layered.set(home, layered);
    return layered;
  }

  async remove(): Promise<void> {
    if (this.root !== undefined) await removeRunFolder(this.root);
  }

  /** Links what a prepared folder lacks. Call it before code in the folder runs. */
  complete(folder: string): void {
    for (const link of this.links.get(folder) ?? []) link();
    this.links.delete(folder);
  }

  private async write(name: string, code: asset.Archive, home?: string): Promise<string> {
    const folder = join(home ?? this.folder(), name);
    const links: (() => void)[] = [];
    await writeAsset(folder, code, { folders: this.copies, links });
    this.links.set(folder, links);
    if (this.sourceMapOf !== undefined && isDebuggable()) await addSourceMap(folder, this.sourceMapOf);
    return folder;
  }

  private folder(): string {
    this.root ??= makeRunFolder();
    return this.root;
  }
}

/**
 * Distinguishes assets by their fields. `instanceof` fails if the program loads its own copy of Pulumi.
 *
 * @returns a key that changes with the content, including the content of files and folders.
 */
export async function contentKey(code: asset.Asset | asset.Archive): Promise<string> {
  const hash = createHash("sha256");
  if (isFolder(code)) {
    for (const [path, inner] of Object.entries(await code.assets).sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${path}\0${await contentKey(inner)}`);
    }
  } else if (isText(code)) hash.update(await code.text);
  else if (isFile(code)) hash.update(digestOf(resolve(String(await code.path))));
  return hash.digest("hex");
}

async function writeAsset(file: string, content: asset.Asset | asset.Archive, copies?: Copies): Promise<void> {
  if (isText(content)) {
    const text = await content.text;
    replaceFile(file, () => writeFileSync(file, text, { flag: "wx" }));
  } else if (isFile(content)) await writePath(file, { path: resolve(String(await content.path)), content, copies });
  else if (isFolder(content)) await writeAssets(file, await content.assets, copies);
  else
    throw new UserError(
      `an archive may contain only text, files and folders: this one contains ${describeContent(content)}`,
    );
}

function describeContent(content: object): string {
  return "uri" in content ? `${String(content.uri)}, and a local run downloads nothing` : content.constructor.name;
}

interface Packed {
  readonly path: string;
  readonly content: asset.Asset | asset.Archive;
  /** Undefined if other entries of the archive change the folder. */
  readonly copies: Copies | undefined;
}

/** Writes a file, folder or packed archive. A folder that another archive of the run contains is linked later. */
async function writePath(file: string, { path, content, copies }: Packed): Promise<void> {
  if (!(await stat(path)).isDirectory()) {
    if (isWhole(content)) await unpackFile(file, path);
    else copyTree(path, file, "copy");
    return;
  }
  const digest = digestOf(path);
  const copy = copies?.folders.get(digest);
  if (copies !== undefined && copy !== undefined) {
    copies.links.push(() => copyTree(copy, file, "link"));
    return;
  }
  copyTree(path, file, "copy");
  copies?.folders.set(digest, file);
}

/** Writes entries in the order of their paths, so that an entry replaces what the folder above it has at its place. */
async function writeAssets(folder: string, assets: Assets, copies?: Copies): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(assets).map(([path, content]) => ({ file: pathWithin(folder, path), content }));
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  const parents = new Set(files.flatMap(({ file }) => foldersAbove(file, folder)));
  for (const { file, content } of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeAsset(file, content, parents.has(file) ? undefined : copies);
  }
}

function foldersAbove(file: string, root: string): string[] {
  const above = dirname(file);
  return above.length < root.length ? [] : [above, ...foldersAbove(above, root)];
}

/** True for archives. Pulumi's mark is the only field that distinguishes them from assets. */
function isWhole(content: object): boolean {
  return (content as { __pulumiArchive?: boolean }).__pulumiArchive === true;
}

function isArchive(code: unknown): code is asset.AssetArchive | asset.FileArchive {
  return typeof code === "object" && code !== null && (isFolder(code) || isFile(code));
}

function isFolder(content: object): content is asset.AssetArchive {
  return "assets" in content;
}

function isFile(content: object): content is asset.FileAsset | asset.FileArchive {
  return "path" in content;
}

function isText(content: object): content is asset.StringAsset {
  return "text" in content;
}
