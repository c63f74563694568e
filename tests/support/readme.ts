import { readFileSync } from "node:fs";
import { join } from "node:path";
import { declared, root } from "./program";

/** Files whose lines for a shell name the key. */
export const filesWithKey = ["README.md", "docs/api.md", "docs/identities.md"];

/** One of them, with the key that the dev stack has on every machine: it follows from the project's name. */
export async function textWithKey(file: string): Promise<string> {
  const { outputs } = await declared("dev");
  const line = `KEY=${String(outputs["apiKeyValue"]!.value)}`;
  return readFileSync(join(root, file), "utf8").replace(/^KEY=.*$/m, () => line);
}
