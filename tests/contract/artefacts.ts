import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import openapiTypescript, { astToString } from "openapi-typescript";
import { documentOf } from "../../api/openapi/published";
import { root } from "../support/program";

const document = documentOf(undefined);

/** Returns the files generated from the published document, with their text. */
export async function artefacts(): Promise<Record<string, string>> {
  const types = astToString(await openapiTypescript(structuredClone(document) as never, { defaultNonNullable: false }));
  return {
    "openapi.json": await format(JSON.stringify(document), { parser: "json", printWidth: 120 }),
    "tests/contract/schema.d.ts": await format(types, { parser: "typescript", printWidth: 120 }),
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
