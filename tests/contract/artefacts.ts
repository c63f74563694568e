import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { document as eventsDocument } from "../../api/buses/published";
import { documentOf } from "../../api/openapi/published";
import { clientPackage } from "../../client/generator/package";
import { root } from "../support/program";

const document = documentOf(undefined);

/**
 * Returns the files generated from the published documents, with their text: the documents and the client. The text is
 * undefined for a file that must not exist.
 */
export async function artefacts(): Promise<Record<string, string | undefined>> {
  return {
    "openapi.json": await formatJson(document),
    "asyncapi.json": eventsDocument === undefined ? undefined : await formatJson(eventsDocument),
    ...(await clientPackage(document)),
  };
}

async function formatJson(value: object): Promise<string> {
  return format(JSON.stringify(value), { parser: "json", printWidth: 120 });
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
