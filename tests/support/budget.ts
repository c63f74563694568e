import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type * as pulumi from "@pulumi/pulumi";
import { packager } from "../../api/packaging/archive";
import { consumers, routes } from "../../api/routes";
import { root } from "./program";

export const budgetFile = join(root, "tests", "api", "archive-budget.json");

export interface ArchiveBudget {
  /** Gzipped bytes of the archive's files. */
  readonly gzipped: number;
  /** Bytes of each package in it. */
  readonly packages: Readonly<Record<string, number>>;
}

/** Measures the archive of each route and consumer, by its name. */
export async function measuredBudget(): Promise<Record<string, ArchiveBudget>> {
  const pack = packager();
  const entries = [...routes, ...consumers].map(async (entry) => [entry.name, await measured(pack(entry))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function measured(archive: pulumi.asset.AssetArchive): Promise<ArchiveBudget> {
  const assets = Object.values(await archive.assets) as pulumi.asset.StringAsset[];
  const texts = await Promise.all(assets.map(({ text }) => text));
  const bundle = texts.find((text) => text.startsWith("// {"));
  return {
    gzipped: gzipSync(texts.join("")).length,
    packages: JSON.parse(bundle?.slice(3, bundle.indexOf("\n")) ?? "{}") as Record<string, number>,
  };
}
