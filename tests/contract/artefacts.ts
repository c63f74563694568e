import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { documentOf } from "../../api/openapi/published";
import { clientPackage } from "../../client/generator/package";
import { root } from "../support/program";

const document = documentOf(undefined);

/** Returns the files generated from the published document, with their text: the document and the client. */
export async function artefacts(): Promise<Record<string, string>> {
  return {
    "openapi.json": await format(JSON.stringify(document), { parser: "json", printWidth: 120 }),
    ...(await clientPackage(document)),
  };
}

/** Returns the generated files that are out of date. */
export async function outdated(): Promise<string[]> {
  return Object.entries(await artefacts())
    .filter(([file, text]) => textOf(file) !== text)
    .map(([file]) => file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
}
