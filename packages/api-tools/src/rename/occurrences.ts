import { Source, type Leaf } from "./source";
import { typeTokens } from "./typeTokens";
import type { ForeignField, GenericCode } from "./wordLists";
import { matchesIn, type Match, type Renaming } from "./words";

/** A place where a word stands, and whether it is the resource's. */
export interface Occurrence extends Match {
  /** Why it stays; undefined where it is renamed. */
  readonly kept: string | undefined;
}

/** A part of a file: source text, or any other. */
interface Part {
  readonly start: number;
  readonly text: string;
  readonly source: Source | undefined;
}

/** Every place of a file where a word of the renaming stands, each decided. */
export function occurrencesIn(path: string, text: string, renaming: Renaming): Occurrence[] {
  const matches = matchesIn(text, renaming);
  if (matches.length === 0) return [];
  const { foreignNames, foreignFields, foreignPhrases } = renaming.lists;
  const generic = renaming.lists.genericCode.find(({ files }) => files.test(path));
  const parts = partsOf(path, text, foreignFields);
  const phrases = foreignPhrases.flatMap(([pattern, reason]) => placesOf(pattern, text, reason));
  const types = placesOf(typeTokens, text, "types of components are permanent");
  return matches.map((match) => {
    const type = types.find(({ start, end }) => start <= match.start && match.end <= end);
    if (type !== undefined) return { ...match, kept: type.reason };
    if (match.isProject) return { ...match, kept: undefined };
    const part = parts.find(({ start, text: { length } }) => start <= match.start && match.start < start + length);
    const leaf = part?.source?.leafAt(match.start - part.start);
    const foreign =
      foreignNames.find(([pattern]) => pattern.test(match.name))?.[1] ?? genericReason(generic, match, leaf);
    if (foreign !== undefined) return { ...match, kept: foreign };
    const field = leaf && part?.source?.reasonFor(leaf);
    // `{ items, nextCursor }` of a variable of the resource's keeps the field's name alone.
    if (field !== undefined && part!.source!.isBoth(leaf!)) {
      return { ...match, to: `${leaf!.text}: ${match.to}`, kept: undefined };
    }
    const phrase = phrases.find(({ start, end }) => start <= match.start && match.end <= end);
    return { ...match, kept: field ?? (leaf?.text === match.name ? undefined : phrase?.reason) };
  });
}

function placesOf(pattern: RegExp, text: string, reason: string) {
  return [...text.matchAll(pattern)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    reason,
  }));
}

function genericReason(generic: GenericCode | undefined, { name }: Match, leaf: Leaf | undefined): string | undefined {
  if (generic === undefined || !/item/i.test(name)) return undefined;
  return generic.sentences !== undefined && leaf?.text.includes(" ") ? undefined : generic.reason;
}

const sourceFile = /\.(?:[cm]?[jt]s|json)$/;

/** A Markdown file's blocks of source text are such parts. */
function partsOf(path: string, text: string, fields: readonly ForeignField[]): Part[] {
  if (sourceFile.test(path)) return [{ start: 0, text, source: new Source(path, text, fields) }];
  if (!path.endsWith(".md")) return [{ start: 0, text, source: undefined }];
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].flatMap(([whole, language = "", block = ""], index, all) => {
    if (!sourceFile.test(`.${language}`)) return [];
    const start = all[index]!.index + whole.indexOf("\n") + 1;
    return [{ start, text: block, source: new Source(`block.${language}`, block, fields) }];
  });
}
