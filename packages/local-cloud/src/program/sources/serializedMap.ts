import { pathToFileURL } from "node:url";
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { CachedCompiler } from "../modules/compile";

/** A loaded source file of the program. */
interface LoadedFile {
  readonly file: string;
  readonly lines: readonly string[];
  readonly mappings: SourceMapMappings;
}

interface LinePosition {
  readonly source: number;
  readonly line: number;
}

/** Shorter lines, such as a bracket, match only as neighbours of other lines. */
const minLength = 3;

/** Maximum number of following lines that are compared to choose between equal lines. */
const maxComparedLines = 60;

/**
 * Creates source maps of serialized functions, so that breakpoints in a program's files work in its functions.
 *
 * Pulumi serializes compiled code unchanged. Each line of a serialized text is mapped to the place in a compiled file
 * with the longest run of equal lines, and through that file's source map to its source.
 *
 * @param files returns the loaded source files of the program.
 * @returns a function from a text to its map as JSON; undefined if no line comes from the program.
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

function loadedFiles(compiler: CachedCompiler, files: readonly string[]): LoadedFile[] {
  return files.flatMap((file) => {
    if (!file.endsWith(".ts")) return [];
    try {
      const text = compiler.compile(file);
      const [, encoded = ""] = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/m.exec(text) ?? [];
      const { mappings } = JSON.parse(Buffer.from(encoded, "base64").toString()) as { mappings: string };
      return [{ file, lines: trimmedLines(text), mappings: decode(mappings) }];
    } catch {
      // The file was deleted or changed after it was loaded.
      return [];
    }
  });
}

function trimmedLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

/** Index of the lines of a program's files. */
class LineIndex {
  private readonly places = new Map<string, LinePosition[]>();

  constructor(private readonly files: readonly LoadedFile[]) {
    files.forEach(({ lines }, source) =>
      lines.forEach((text, line) => {
        if (text.length < minLength || text.startsWith("//# sourceMappingURL=")) return;
        const known = this.places.get(text);
        if (known === undefined) this.places.set(text, [{ source, line }]);
        else known.push({ source, line });
      }),
    );
  }

  mapOf(text: string): string | undefined {
    const lines = trimmedLines(text);
    let before: LinePosition | undefined;
    const mappings = text.split("\n").map((line, at): SourceMapSegment[] => {
      before = this.follows(before, lines[at]!) ?? this.best(lines, at);
      return before === undefined ? [] : this.segments(before, indentOf(line));
    });
    if (mappings.every(({ length }) => length === 0)) return undefined;
    const sources = this.files.map(({ file }) => pathToFileURL(file).href);
    return JSON.stringify({ version: 3, sources, names: [], mappings: encode(mappings) });
  }

  /** Returns the following line of the same file if its text is equal. */
  private follows(before: LinePosition | undefined, text: string): LinePosition | undefined {
    if (before === undefined) return undefined;
    const line = before.line + 1;
    return this.files[before.source]!.lines[line] === text ? { ...before, line } : undefined;
  }

  private best(lines: readonly string[], at: number): LinePosition | undefined {
    let [found, most]: [LinePosition | undefined, number] = [undefined, 0];
    for (const place of this.places.get(lines[at]!) ?? []) {
      const length = this.runLength(lines, at, place);
      if (length > most) [found, most] = [place, length];
    }
    return found;
  }

  private runLength(lines: readonly string[], at: number, { source, line }: LinePosition): number {
    const own = this.files[source]!.lines;
    let length = 0;
    while (length < maxComparedLines && at + length < lines.length && own[line + length] === lines[at + length])
      length += 1;
    return length;
  }

  /** Returns the mappings of a line, shifted by the difference in indentation. */
  private segments({ source, line }: LinePosition, indent: number): SourceMapSegment[] {
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
