import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { contentKey, ofType, type Program } from "@onemachine/local-cloud";
import { contentsOf } from "./contents";

/** Bytes of a function's archive, each file compressed as a zip does it, without its headers. */
export interface ArchiveChange {
  readonly function: string;
  /** Undefined for a function that is new. */
  readonly before: number | undefined;
  /** Undefined for a function that is gone. */
  readonly after: number | undefined;
  /** Uncompressed bytes of each package, the largest first; absent where the archive has no list of them. */
  readonly packages?: Readonly<Record<string, number>>;
}

/** The functions whose code changes, with the sizes of their archives. */
export async function archiveChanges(before: Program, after: Program): Promise<ArchiveChange[]> {
  const [old, now] = [codesOf(before), codesOf(after)];
  const changes = [...new Set([...now.keys(), ...old.keys()])].map(async (name): Promise<ArchiveChange[]> => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was !== undefined && is !== undefined && (await contentKey(was)) === (await contentKey(is))) return [];
    const packages = await contentsOf(is);
    const sizes = { function: name, before: await sizeOf(was), after: await sizeOf(is) };
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

async function sizeOf(code: Code | undefined): Promise<number | undefined> {
  if (code === undefined) return undefined;
  const { assets, text, path } = code as {
    assets?: Promise<Record<string, Code>>;
    text?: Promise<string>;
    path?: Promise<string>;
  };
  if (assets !== undefined) {
    const sizes = await Promise.all(Object.values(await assets).map(sizeOf));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }
  if (text !== undefined) return deflated(Buffer.from(await text));
  return path === undefined ? 0 : filesSize(await path);
}

const known = new Map<string, number>();

/** Once for each content: archives share most of theirs. */
function deflated(bytes: Buffer): number {
  const key = bytes.length > 10_000 ? bytes.toString("latin1") : undefined;
  const size = (key === undefined ? undefined : known.get(key)) ?? deflateRawSync(bytes).length;
  if (key !== undefined) known.set(key, size);
  return size;
}

function filesSize(path: string): number {
  if (!statSync(path).isDirectory()) return deflated(readFileSync(path));
  return readdirSync(path).reduce((sum, entry) => sum + filesSize(join(path, entry)), 0);
}
