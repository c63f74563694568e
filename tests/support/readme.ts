import { readFileSync } from "node:fs";
import { join } from "node:path";
import { declared, root } from "./program";

/** The README, with the key that the dev stack has on every machine: it follows from the project's name. */
export async function readmeText(): Promise<string> {
  const { outputs } = await declared("dev");
  const line = `KEY=${String(outputs["apiKeyValue"]!.value)}`;
  return readFileSync(join(root, "README.md"), "utf8").replace(/^KEY=.*$/m, () => line);
}
