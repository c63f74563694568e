import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../kernel/errors";

/** Reads package.json; returns an empty object if the file is missing. @throws UserError if it is not a JSON object. */
export function readManifest(dir: string): Readonly<Record<string, unknown>> {
  const file = join(dir, "package.json");
  if (!existsSync(file)) return {};
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof manifest === "object" && manifest !== null) return manifest as Record<string, unknown>;
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`);
  }
  throw new UserError(`${file} must contain a JSON object`);
}
