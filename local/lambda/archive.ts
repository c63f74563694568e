import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../engine/errors";

type Assets = Readonly<Record<string, pulumi.asset.Asset | pulumi.asset.Archive>>;

/** Unpacks function archives into folders of a run, each content once. */
export class ArchiveFolders {
  private root: Promise<string> | undefined;
  private readonly folders = new Map<string, Promise<string>>();

  /** @returns the folder that is the function's LAMBDA_TASK_ROOT. */
  async unpack(functionName: string, code: unknown): Promise<string> {
    if (!(code instanceof pulumi.asset.AssetArchive)) {
      if (code instanceof pulumi.asset.FileArchive) return resolve(String(await code.path));
      throw new UserError(
        `function ${functionName}: its code is no asset archive or folder, which is all that runs locally`,
      );
    }
    const assets = await code.assets;
    const key = await contentKey(assets);
    let folder = this.folders.get(key);
    if (folder === undefined) {
      folder = this.write(functionName, key, assets);
      this.folders.set(key, folder);
    }
    return folder;
  }

  async remove(): Promise<void> {
    if (this.root !== undefined) await rm(await this.root, { recursive: true, force: true });
  }

  private async write(functionName: string, key: string, assets: Assets): Promise<string> {
    this.root ??= mkdtemp(join(tmpdir(), "items-api-"));
    const folder = join(await this.root, `${functionName}-${key.slice(0, 8)}`);
    await writeAssets(folder, assets);
    return folder;
  }
}

async function writeAssets(folder: string, assets: Assets): Promise<void> {
  await Promise.all(
    Object.entries(assets).map(async ([path, asset]) => {
      const file = resolve(folder, path);
      if (!file.startsWith(resolve(folder) + sep)) throw new UserError(`an archive may not hold the path ${path}`);
      await mkdir(dirname(file), { recursive: true });
      await writeAsset(file, asset);
    }),
  );
}

async function writeAsset(file: string, asset: pulumi.asset.Asset | pulumi.asset.Archive): Promise<void> {
  if (asset instanceof pulumi.asset.StringAsset) await writeFile(file, await asset.text);
  else if (asset instanceof pulumi.asset.FileAsset || asset instanceof pulumi.asset.FileArchive) {
    await cp(String(await asset.path), file, { recursive: true });
  } else if (asset instanceof pulumi.asset.AssetArchive) await writeAssets(file, await asset.assets);
  else throw new UserError(`an archive may hold text, files and folders, not ${asset.constructor.name}`);
}

async function contentKey(assets: Assets): Promise<string> {
  const hash = createHash("sha256");
  for (const [path, asset] of Object.entries(assets).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0`);
    if (asset instanceof pulumi.asset.StringAsset) hash.update(await asset.text);
    else if (asset instanceof pulumi.asset.AssetArchive) hash.update(await contentKey(await asset.assets));
    else hash.update(String(await (asset as pulumi.asset.FileAsset).path));
  }
  return hash.digest("hex");
}
