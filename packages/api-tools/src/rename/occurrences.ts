import { Source, type Leaf } from "./source";
import { typeTokens } from "./typeTokens";
import type { ForeignField, GenericCode } from "./wordLists";
import { findMatches, type Match, type Renaming } from "./words";

/** A match with the decision whether it is renamed. */
export interface Occurrence extends Match {
  /** Reason to keep the word; undefined if it is renamed. */
  readonly keptReason: string | undefined;
}

/** A section of a file, parsed if it is source code. */
interface Part {
  readonly start: number;
  readonly text: string;
  readonly source: Source | undefined;
}

/** Finds every match of the renaming in a file and decides whether it is renamed. */
export function findOccurrences(path: string, text: string, renaming: Renaming): Occurrence[] {
  const matches = findMatches(text, renaming);
  if (matches.length === 0) return [];
  const { foreignNames, foreignFields, foreignPhrases } = renaming.lists;
  const generic = renaming.lists.genericCode.find(({ files }) => files.test(path));
  const parts = splitIntoParts(path, text, foreignFields);
  const phrases = foreignPhrases.flatMap(([pattern, reason]) => findPhrases(pattern, text, reason));
  const types = findPhrases(typeTokens, text, "types of components are permanent");
  return matches.map((match) => {
    const type = types.find(({ start, end }) => start <= match.start && match.end <= end);
    if (type !== undefined) return { ...match, keptReason: type.reason };
    if (match.isProject) return { ...match, keptReason: undefined };
    const part = parts.find(({ start, text: { length } }) => start <= match.start && match.start < start + length);
    const leaf = part?.source?.leafAt(match.start - part.start);
    const foreign =
      foreignNames.find(([pattern]) => pattern.test(match.name))?.[1] ?? findGenericReason(generic, match, leaf);
    if (foreign !== undefined) return { ...match, keptReason: foreign };
    const field = leaf && part?.source?.reasonFor(leaf);
    // `{ items, nextCursor }` with the resource's variable keeps the field name: `{ items: products, nextCursor }`.
    if (field !== undefined && part!.source!.isFieldAndVariable(leaf!)) {
      return { ...match, to: `${leaf!.text}: ${match.to}`, keptReason: undefined };
    }
    const phrase = phrases.find(({ start, end }) => start <= match.start && match.end <= end);
    return { ...match, keptReason: field ?? (leaf?.text === match.name ? undefined : phrase?.reason) };
  });
}

function findPhrases(pattern: RegExp, text: string, reason: string) {
  return [...text.matchAll(pattern)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    reason,
  }));
}

function findGenericReason(
  generic: GenericCode | undefined,
  { name }: Match,
  leaf: Leaf | undefined,
): string | undefined {
  if (generic === undefined || !/item/i.test(name)) return undefined;
  return generic.sentences !== undefined && leaf?.text.includes(" ") ? undefined : generic.reason;
}

const sourceFile = /\.(?:[cm]?[jt]s|json)$/;

/** Splits a file into parts. In Markdown, the code blocks with a known language are the parts. */
function splitIntoParts(path: string, text: string, fields: readonly ForeignField[]): Part[] {
  if (sourceFile.test(path)) return [{ start: 0, text, source: new Source(path, text, fields) }];
  if (!path.endsWith(".md")) return [{ start: 0, text, source: undefined }];
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].flatMap(([whole, language = "", block = ""], index, all) => {
    if (!sourceFile.test(`.${language}`)) return [];
    const start = all[index]!.index + whole.indexOf("\n") + 1;
    return [{ start, text: block, source: new Source(`block.${language}`, block, fields) }];
  });
}
