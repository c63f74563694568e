import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { typesTable } from "../../src/emulation";
import { root } from "./program";

const file = join(root, "docs/emulation.md");
const [begin, end] = ["<!-- types: written by npm run approve -->", "<!-- end of types -->"];

/** docs/emulation.md with the table of types as the services have it. */
export async function emulationText(): Promise<string> {
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for its types`);
  const written = `${text.slice(0, from)}${begin}\n\n${typesTable()}\n\n${text.slice(to)}`;
  return format(written, { ...(await resolveConfig(file)), filepath: file });
}
