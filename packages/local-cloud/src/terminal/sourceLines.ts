import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { CachedCompiler } from "../program/modules/compile";
import { programFiles } from "../program/load";
import { tsconfigOf } from "../program/project/readProject";

/**
 * Maps a stack line of a function to the program's TypeScript.
 *
 * A callback runs from the text that Pulumi serialized, in a file of its archive. Its lines equal those of the compiled
 * program. The position is the compiled line with the same text and the most similar neighbours.
 */
export class SourceLines {
  private readonly compiler: CachedCompiler;

  /** @param entry the entry file of the program. */
  constructor(
    private readonly dir: string,
    private readonly entry: string,
  ) {
    this.compiler = new CachedCompiler(dir, { tsconfig: tsconfigOf(dir) });
  }

  /**
   * @param frame `    at name (file:line:column)`. @returns `api/items/store.ts:41`; undefined if it is not the
   * program's.
   */
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
          const alike = countEqualNeighbours(serialized, index, { compiled, at });
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
    // The archive was removed with an ended run.
    return [];
  }
}

/** Counts equal neighbouring lines of two positions; 0 if the lines themselves differ or are too short. */
function countEqualNeighbours(
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
