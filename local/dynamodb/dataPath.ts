import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { UserError } from "../engine/errors";

/**
 * The LevelDB folder inside a `--data` folder, which is made if its parent exists; none without `--data`.
 *
 * @throws UserError when it cannot be used: dynalite would say so only at the first request, by crashing.
 */
export async function dataPath(dataDir: string | undefined): Promise<{ path?: string }> {
  if (dataDir === undefined) return {};
  try {
    mkdirSync(dataDir);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST") throw new UserError(`--data ${dataDir}: the folder cannot be made (${code})`);
  }
  const path = join(dataDir, "dynamodb");
  const database = new ClassicLevel(path);
  try {
    await database.open();
    await database.close();
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    const why = cause?.code === "LEVEL_LOCKED" ? "another run uses it" : `it cannot be opened (${cause?.message})`;
    throw new UserError(`--data ${dataDir}: ${why}`);
  }
  return { path };
}
