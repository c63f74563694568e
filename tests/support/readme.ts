import { readFileSync } from "node:fs";
import { join } from "node:path";
import { declared, root } from "./program";

/** Files with shell commands that contain the key of the dev stack. */
export const filesWithKey = ["README.md", "docs/api.md", "docs/identities.md"];

/** Returns a file with the current key, which is derived from the project's name and the same on every machine. */
export async function textWithKey(file: string): Promise<string> {
  const { outputs } = await declared("dev");
  const line = `KEY=${String(outputs["apiKeyValue"]!.value)}`;
  return readFileSync(join(root, file), "utf8").replace(/^KEY=.*$/m, () => line);
}
