import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, normalize, resolve, sep } from "node:path";
import { UserError } from "../../kernel/errors";

/**
 * Unpacks an archive file. Like Pulumi, it selects the format by the extension (sdk/go/common/resource/archive).
 *
 * @throws UserError for other extensions.
 */
export async function unpackFile(folder: string, path: string): Promise<void> {
  if (/\.(?:tar|tgz|tar\.gz)$/.test(path)) return unpackTar(folder, path);
  if (!/\.(?:zip|jar)$/.test(path))
    throw new UserError(`${path} must be a folder or end in .zip, .jar, .tar, .tgz or .tar.gz`);
  // Loaded lazily, because few programs pass packed archives.
  const { unzipSync } = await import("fflate");
  const files = unzipped(path, await readFile(path), unzipSync);
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    const file = pathWithin(folder, name);
    if (name.endsWith("/")) await mkdir(file, { recursive: true });
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
  }
}

/** Unpacks a tar file. Like Pulumi, it accepts only files and folders. */
async function unpackTar(folder: string, file: string): Promise<void> {
  const { extract } = await import("tar");
  await mkdir(folder, { recursive: true });
  let other: string | undefined;
  const filter = (path: string, entry: object) => {
    const { type = "File" } = entry as { type?: string };
    const isPlain = /File$|^Directory$/.test(type);
    if (!isPlain) other ??= `${path} is a ${type}`;
    return isPlain;
  };
  try {
    // With `strict`, paths outside the folder are errors.
    await extract({ file, cwd: folder, strict: true, filter });
    if (other !== undefined) throw new Error(other);
  } catch (error) {
    throw new UserError(`${file} cannot be unpacked: ${(error as Error).message}`);
  }
}

function unzipped(path: string, bytes: Buffer, unzip: (bytes: Uint8Array) => Record<string, Uint8Array>) {
  try {
    return unzip(bytes);
  } catch (error) {
    throw new UserError(`${path} cannot be unpacked: ${(error as Error).message}`);
  }
}

/**
 * Returns the target of an archive's path; `.` is the folder itself. For packages of a workspace Pulumi writes paths
 * with leading `..` (`../../node_modules/X`, closure/codePaths). They are dropped, as unzip does.
 */
export function pathWithin(folder: string, path: string): string {
  const own = resolve(folder);
  const file = resolve(own, normalize(path).replace(/^(?:\.\.(?:[\\/]|$))+/, ""));
  if (file !== own && !file.startsWith(own + sep)) throw new UserError(`an archive must not contain the path ${path}`);
  return file;
}
