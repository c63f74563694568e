import { readFileSync } from "node:fs";
import { parseDocument, type Document } from "yaml";
import { UserError } from "../kernel/errors";

export type Yaml = Readonly<Record<string, unknown>>;

/** Characters of a file of settings; a larger one is no such file, and would take minutes to read. */
const maxYamlCharacters = 1_000_000;

function readText(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    if (text.length <= maxYamlCharacters) return text;
    throw new UserError(`${file} has ${text.length} characters: settings may have ${maxYamlCharacters}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} cannot be read (${(error as { code?: string }).code})`);
  }
}

/** A file of settings, YAML or JSON. @throws UserError for one that is malformed or holds no map. */
export function readYaml(file: string): Yaml {
  const document = parseDocument(readText(file), { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [first] = error.message.split("\n");
    throw new UserError(`${file}: ${first?.replace(/:$/, "") ?? error.code}`);
  }
  const value = plain(file, document);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(`${file} must hold keys and values`);
  }
  return value as Yaml;
}

/** An empty file is an empty map, as for Pulumi. @throws UserError for aliases that lead nowhere or in a circle. */
function plain(file: string, document: Document): unknown {
  try {
    const value: unknown = document.toJS() ?? {};
    JSON.stringify(value);
    return value;
  } catch (error) {
    const [why] = (error as Error).message.split("\n");
    throw new UserError(`${file}: ${/circular/i.test(why!) ? "an alias leads back to where it stands" : why}`);
  }
}
