import { relative } from "node:path";
import { CachedCompiler } from "../modules/compile";
import type { CompiledPosition } from "../../kernel/resources";

/**
 * Returns a function from a compiled position to its source, such as `api/tables/create.ts:12`. The source map is
 * computed on the first call.
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
      // The file was deleted or changed after it was loaded.
      return undefined;
    }
  };
}
