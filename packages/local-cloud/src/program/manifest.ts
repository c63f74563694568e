import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../kernel/errors";

/** A program's package.json; empty where it has none. @throws UserError when it is no JSON object. */
export function readManifest(dir: string): Readonly<Record<string, unknown>> {
  const file = join(dir, "package.json");
  if (!existsSync(file)) return {};
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof manifest === "object" && manifest !== null) return manifest as Record<string, unknown>;
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`);
  }
  throw new UserError(`${file} must hold a JSON object`);
}
