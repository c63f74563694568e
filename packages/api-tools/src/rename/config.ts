import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadTypeScript, UserError } from "@onemachine/local-cloud";
import { configFile, mergeWordLists, type RenameConfig, type WordLists } from "./wordLists";

/** Loads a project's word lists; the generic ones without a file. @throws UserError for a file without renameConfig */
export function loadWordLists(dir: string): WordLists {
  const file = join(dir, configFile);
  if (!existsSync(file)) return mergeWordLists({});
  const { renameConfig } = loadConfig(dir, file);
  if (renameConfig === undefined) throw new UserError(`${file} must export renameConfig`);
  return mergeWordLists(renameConfig);
}

function loadConfig(dir: string, file: string): { readonly renameConfig?: RenameConfig } {
  try {
    return loadTypeScript(dir, file) as { readonly renameConfig?: RenameConfig };
  } catch (error) {
    throw new UserError(`${file} does not load: ${(error as Error).message.split("\n")[0]}`);
  }
}
