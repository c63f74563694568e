import type { Program } from "../../kernel/resources";
import { serializedMaps } from "./serializedMap";
import { sourcePlaces } from "./sourcePlace";

/** Returns functions that map resources and functions to source files. @param files returns the loaded source files */
export function programSources(
  { dir, tsconfig }: { readonly dir: string; readonly tsconfig: string },
  files: () => readonly string[],
): Pick<Program, "dir" | "files" | "sourceOf" | "sourceMapOf"> {
  return { dir, files, sourceOf: sourcePlaces(dir, tsconfig), sourceMapOf: serializedMaps(dir, tsconfig, files) };
}
