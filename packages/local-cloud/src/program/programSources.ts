import type { Program } from "../kernel/resources";
import { serializedMaps } from "./serializedMap";
import { sourcePlaces } from "./sourcePlace";

/** How a program's resources and functions lead back to its files. @param files its own files that are loaded */
export function programSources(
  { dir, tsconfig }: { readonly dir: string; readonly tsconfig: string },
  files: () => readonly string[],
): Pick<Program, "dir" | "files" | "sourceOf" | "sourceMapOf"> {
  return { dir, files, sourceOf: sourcePlaces(dir, tsconfig), sourceMapOf: serializedMaps(dir, tsconfig, files) };
}
