import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { CachedCompiler } from "../program/compile";
import { programFiles } from "../program/load";

/**
 * Finds where a line of a function's stack is in the program's TypeScript.
 *
 * A callback runs as the text that Pulumi serialized, in a file of its archive. Its lines are those of the compiled
 * program, word for word: the place is where the program holds the same line, among the same neighbours.
 */
export class SourceLines {
  private readonly compiler: CachedCompiler;

  /** @param entry the program's own file that is loaded first. */
  constructor(
    private readonly dir: string,
    private readonly entry: string,
  ) {
    this.compiler = new CachedCompiler(dir);
  }

  /** @param frame `    at name (file:line:column)`. @returns `api/items/store.ts:41`; undefined for no line of the program. */
  readonly placeOf = (frame: string): string | undefined => {
    const [, file, line] = /\(?((?:\/|[A-Z]:\\)[^()]*):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (file === undefined || !file.endsWith("__index.js")) return undefined;
    const serialized = linesOf(() => readFileSync(file, "utf8"));
    const index = Number(line) - 1;
    const [best] = programFiles(this.dir, this.entry)
      .filter((source) => /\.ts$/.test(source))
      .flatMap((source) => {
        const compiled = linesOf(() => this.compiler.compile(source));
        return compiled.flatMap((_, at) => {
          const alike = likeness(serialized, index, { compiled, at });
          return alike === 0 ? [] : [{ source, at, alike }];
        });
      })
      .sort((a, b) => b.alike - a.alike);
    return best && `${relative(this.dir, best.source)}:${this.compiler.sourceLine(best.source, best.at)}`;
  };
}

function linesOf(read: () => string): string[] {
  try {
    return read().split("\n");
  } catch {
    // Removed with the run that it belonged to.
    return [];
  }
}

/** How many neighbouring lines two places share; 0 where the lines themselves differ, or say nothing. */
function likeness(
  serialized: readonly string[],
  index: number,
  { compiled, at }: { readonly compiled: readonly string[]; readonly at: number },
): number {
  const same = (offset: number) => {
    const line = serialized[index + offset]?.trim();
    return line !== undefined && line.length > 2 && line === compiled[at + offset]?.trim();
  };
  if (!same(0)) return 0;
  return 1 + [-3, -2, -1, 1, 2, 3].filter(same).length;
}
