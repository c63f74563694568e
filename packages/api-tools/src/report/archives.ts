import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { contentKey, ofType, type Program } from "@onemachine/local-cloud";
import { contentsOf } from "./contents";

/** Sizes of a function's archive: the sum of its files, each deflated as in a zip, without zip headers. */
export interface ArchiveChange {
  readonly function: string;
  /** Bytes; undefined for a new function. */
  readonly before: number | undefined;
  /** Bytes; undefined for a removed function. */
  readonly after: number | undefined;
  /** Uncompressed bytes of each package, the largest first; absent where the archive has no list of them. */
  readonly packages?: Readonly<Record<string, number>>;
}

/** Lists the functions with changed code, with the sizes of their archives. */
export async function compareArchives(before: Program, after: Program): Promise<ArchiveChange[]> {
  const [old, now] = [codesOf(before), codesOf(after)];
  const changes = [...new Set([...now.keys(), ...old.keys()])].map(async (name): Promise<ArchiveChange[]> => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was !== undefined && is !== undefined && (await contentKey(was)) === (await contentKey(is))) return [];
    const packages = await contentsOf(is);
    const sizes = { function: name, before: await measureCode(was), after: await measureCode(is) };
    return [{ ...sizes, ...(packages === undefined ? {} : { packages }) }];
  });
  return (await Promise.all(changes)).flat();
}

type Code = Parameters<typeof contentKey>[0];

function codesOf({ resources }: Program): Map<string, Code> {
  return new Map(
    ofType(resources, "aws:lambda/function:Function").flatMap(({ name, inputs }) =>
      inputs["code"] === undefined ? [] : [[name, inputs["code"] as Code] as const],
    ),
  );
}

async function measureCode(code: Code | undefined): Promise<number | undefined> {
  if (code === undefined) return undefined;
  const { assets, text, path } = code as {
    assets?: Promise<Record<string, Code>>;
    text?: Promise<string>;
    path?: Promise<string>;
  };
  if (assets !== undefined) {
    const sizes = await Promise.all(Object.values(await assets).map(measureCode));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }
  if (text !== undefined) return measureDeflated(Buffer.from(await text));
  return path === undefined ? 0 : measureFiles(await path);
}

const deflatedSizes = new Map<string, number>();

/** Returns the compressed size. Large contents are cached, because archives share most files. */
function measureDeflated(bytes: Buffer): number {
  const key = bytes.length > 10_000 ? bytes.toString("latin1") : undefined;
  const size = (key === undefined ? undefined : deflatedSizes.get(key)) ?? deflateRawSync(bytes).length;
  if (key !== undefined) deflatedSizes.set(key, size);
  return size;
}

function measureFiles(path: string): number {
  if (!statSync(path).isDirectory()) return measureDeflated(readFileSync(path));
  return readdirSync(path).reduce((sum, entry) => sum + measureFiles(join(path, entry)), 0);
}
