import { pathToFileURL } from "node:url";
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { CachedCompiler } from "./compile";

/** A file of the program, as it was loaded. */
interface Loaded {
  readonly file: string;
  readonly lines: readonly string[];
  readonly mappings: SourceMapMappings;
}

interface Place {
  readonly source: number;
  readonly line: number;
}

/** A shorter line, such as a bracket, is found by its neighbours alone. */
const shortest = 3;

/** How many lines are compared to tell alike places apart. */
const mostCompared = 60;

/**
 * Makes source maps of the texts that Pulumi serializes, so that breakpoints in a program's files hold in its functions.
 *
 * Pulumi writes functions word for word as they were compiled. A line of a text is mapped to where the longest run of the
 * same lines is in a compiled file, and by that file's own map to its source.
 *
 * @param files the program's own files that are loaded
 * @returns gives the map of a text as JSON; undefined where no line is the program's.
 */
export function serializedMaps(
  dir: string,
  tsconfig: string,
  files: () => readonly string[],
): (text: string) => string | undefined {
  let index: LineIndex | undefined;
  return (text) => {
    index ??= new LineIndex(loadedFiles(new CachedCompiler(dir, { tsconfig }), files()));
    return index.mapOf(text);
  };
}

function loadedFiles(compiler: CachedCompiler, files: readonly string[]): Loaded[] {
  return files.flatMap((file) => {
    if (!file.endsWith(".ts")) return [];
    try {
      const text = compiler.compile(file);
      const [, encoded = ""] = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/m.exec(text) ?? [];
      const { mappings } = JSON.parse(Buffer.from(encoded, "base64").toString()) as { mappings: string };
      return [{ file, lines: trimmedLines(text), mappings: decode(mappings) }];
    } catch {
      // Gone, or changed, since it was loaded.
      return [];
    }
  });
}

function trimmedLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

/** Where lines are in the files of a program. */
class LineIndex {
  private readonly places = new Map<string, Place[]>();

  constructor(private readonly files: readonly Loaded[]) {
    files.forEach(({ lines }, source) =>
      lines.forEach((text, line) => {
        if (text.length < shortest || text.startsWith("//# sourceMappingURL=")) return;
        const known = this.places.get(text);
        if (known === undefined) this.places.set(text, [{ source, line }]);
        else known.push({ source, line });
      }),
    );
  }

  mapOf(text: string): string | undefined {
    const lines = trimmedLines(text);
    let before: Place | undefined;
    const mappings = text.split("\n").map((line, at): SourceMapSegment[] => {
      before = this.follows(before, lines[at]!) ?? this.best(lines, at);
      return before === undefined ? [] : this.segments(before, indentOf(line));
    });
    if (mappings.every(({ length }) => length === 0)) return undefined;
    const sources = this.files.map(({ file }) => pathToFileURL(file).href);
    return JSON.stringify({ version: 3, sources, names: [], mappings: encode(mappings) });
  }

  /** The next line of the same file, where it is this one. */
  private follows(before: Place | undefined, text: string): Place | undefined {
    if (before === undefined) return undefined;
    const line = before.line + 1;
    return this.files[before.source]!.lines[line] === text ? { ...before, line } : undefined;
  }

  private best(lines: readonly string[], at: number): Place | undefined {
    let [found, most]: [Place | undefined, number] = [undefined, 0];
    for (const place of this.places.get(lines[at]!) ?? []) {
      const length = this.runLength(lines, at, place);
      if (length > most) [found, most] = [place, length];
    }
    return found;
  }

  private runLength(lines: readonly string[], at: number, { source, line }: Place): number {
    const own = this.files[source]!.lines;
    let length = 0;
    while (length < mostCompared && at + length < lines.length && own[line + length] === lines[at + length])
      length += 1;
    return length;
  }

  /** A line's own mappings, moved by what its indentation differs. */
  private segments({ source, line }: Place, indent: number): SourceMapSegment[] {
    const mapped = (this.files[source]!.mappings[line] ?? []).filter((segment) => segment.length > 1);
    const [first] = mapped;
    if (first === undefined) return [];
    const shift = indent - first[0];
    return mapped.map(([column, , sourceLine = 0, sourceColumn = 0]) => [
      column + shift,
      source,
      sourceLine,
      sourceColumn,
    ]);
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
