import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadTypeScript, UserError } from "@onemachine/local-cloud";
import { configFile, wordLists, type RenameConfig, type WordLists } from "./wordLists";

/** The lists of the project in a folder; the generic ones without a file. @throws UserError for a file that has none */
export function wordListsOf(dir: string): WordLists {
  const file = join(dir, configFile);
  if (!existsSync(file)) return wordLists({});
  const { renameConfig } = loaded(dir, file);
  if (renameConfig === undefined) throw new UserError(`${file} must export renameConfig`);
  return wordLists(renameConfig);
}

function loaded(dir: string, file: string): { readonly renameConfig?: RenameConfig } {
  try {
    return loadTypeScript(dir, file) as { readonly renameConfig?: RenameConfig };
  } catch (error) {
    throw new UserError(`${file} cannot be loaded: ${(error as Error).message.split("\n")[0]}`);
  }
}
