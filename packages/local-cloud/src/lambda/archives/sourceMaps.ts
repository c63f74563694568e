import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns the source map of a text as JSON; undefined if it has none. */
export type SourceMapOf = (text: string) => string | undefined;

/** File with Pulumi's serialized callback (closure/serializeClosure). */
const serializedFile = "__index.js";

/** Appends the source map to an archive's serialized text, for debuggers. Line numbers do not change. */
export async function addSourceMap(folder: string, mapOf: SourceMapOf): Promise<void> {
  const file = join(folder, serializedFile);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined || text.includes("//# sourceMappingURL=")) return;
  const map = mapOf(text);
  if (map === undefined) return;
  await appendFile(
    file,
    `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`,
  );
}
