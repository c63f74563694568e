import { relative } from "node:path";
import { CachedCompiler } from "./compile";
import type { CompiledPosition } from "../kernel/resources";

/**
 * Where a compiled line is in a program's source, `api/tables/create.ts:12`. Compiles when it is asked: nobody who does
 * not look pays for it.
 */
export function sourcePlaces(dir: string, tsconfig: string): (place: CompiledPosition) => string | undefined {
  let compiler: CachedCompiler | undefined;
  return ({ file, line, column }) => {
    const shown = relative(dir, file);
    if (!file.endsWith(".ts")) return `${shown}:${line}`;
    try {
      compiler ??= new CachedCompiler(dir, { tsconfig });
      return `${shown}:${compiler.sourceLine(file, line - 1, column - 1)}`;
    } catch {
      // Gone, or changed, since it was loaded.
      return undefined;
    }
  };
}
