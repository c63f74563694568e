import { readFileSync } from "node:fs";
import { parseDocument, type Document } from "yaml";
import { UserError } from "../../kernel/errors";

export type Yaml = Readonly<Record<string, unknown>>;

/** Maximum size of a settings file. Larger files are not settings, and would take minutes to parse. */
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

/** Reads a settings file, YAML or JSON. @throws UserError if it is malformed or not a map. */
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

/** Converts to plain values; an empty file is an empty map, as in Pulumi. @throws UserError for an invalid alias. */
function plain(file: string, document: Document): unknown {
  try {
    const value: unknown = document.toJS() ?? {};
    JSON.stringify(value);
    return value;
  } catch (error) {
    const [why] = (error as Error).message.split("\n");
    throw new UserError(`${file}: ${/circular/i.test(why!) ? "an alias refers to its own value" : why}`);
  }
}
