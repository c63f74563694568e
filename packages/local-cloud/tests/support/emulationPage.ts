import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { inputsTable, typesTable } from "../../src/emulation";
import { root } from "./program";

export const emulationFile = join(root, "packages/local-cloud/docs/emulation.md");

/** Returns docs/emulation.md with tables of types and inputs generated from the services. */
export async function emulationText(): Promise<string> {
  const text = readFileSync(emulationFile, "utf8");
  const written = withTable(withTable(text, "types", typesTable()), "inputs", inputsTable());
  return format(written, { ...(await resolveConfig(emulationFile)), filepath: emulationFile });
}

function withTable(text: string, name: string, table: string): string {
  const [begin, end] = [
    `<!-- ${name}: written by npm run approve -w packages/local-cloud -->`,
    `<!-- end of ${name} -->`,
  ];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${emulationFile} has no place for its ${name}`);
  return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}
