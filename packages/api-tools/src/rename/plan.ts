import { findOccurrences, type Occurrence } from "./occurrences";
import { Source } from "./source";
import type { WordLists } from "./wordLists";
import { findArticle, findMatches, type Match, type Renaming } from "./words";

/** A file after the renaming. */
export interface ChangedFile {
  /** Current path. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A name that the renaming would give to two different things in one file. */
export interface Clash {
  readonly path: string;
  readonly name: string;
}

export interface Plan {
  readonly changed: readonly ChangedFile[];
  readonly clashes: readonly Clash[];
  /** Names in shared code that contain the old word with another meaning. */
  readonly shared: readonly Clash[];
}

/** Occurrences to rename in a file. */
interface FileOccurrences {
  readonly path: string;
  readonly text: string;
  readonly occurrences: readonly Occurrence[];
}

/** Returns the reason to leave a file unchanged; undefined if it may change. */
export function untouchedReason(path: string, { untouched }: WordLists): string | undefined {
  return Object.entries(untouched).find(([start]) => path.startsWith(start))?.[1];
}

/** Plans the renaming of a project. @param files texts, keyed by path */
export function planRenaming(files: ReadonlyMap<string, string>, renaming: Renaming): Plan {
  const changed: ChangedFile[] = [];
  const clashes: Clash[] = [];
  const shared: Clash[] = [];
  const { lists } = renaming;
  for (const [from, before] of files) {
    if (untouchedReason(from, lists) !== undefined) continue;
    const text = renameMadeUp(from, before, renaming);
    const occurrences = findOccurrences(from, text, renaming).filter(({ keptReason }) => keptReason === undefined);
    const to = applyMatches(from, findMatches(from, renaming));
    if (occurrences.length > 0) {
      const found: FileOccurrences = { path: from, text, occurrences };
      if (isSource(from)) clashes.push(...findClashes(found, lists));
      if (lists.sharedCode.some((files) => files.test(from))) shared.push(...findSharedNames(found, renaming));
    }
    const after = reverseExample(applyMatches(text, occurrences), renaming);
    if (to !== from || after !== before) changed.push({ from, to, text: after });
  }
  return { changed, clashes, shared };
}

/** Replaces the matches in a text, and adapts the articles before them (a, an). */
export function applyMatches(text: string, matches: readonly Match[]): string {
  const edits = matches.flatMap((match) => {
    const article = findArticle(text, match);
    return article === undefined ? [match] : [article, match];
  });
  let at = 0;
  const pieces = edits.flatMap(({ start, end, to }) => {
    const before = text.slice(at, start);
    at = end;
    return [before, to];
  });
  return [...pieces, text.slice(at)].join("");
}

/** Renames the made-up example resource of a documentation file if it has the new word. */
function renameMadeUp(path: string, text: string, { from, to, project, lists }: Renaming): string {
  const { madeUp } = lists;
  if (!madeUp.files.includes(path)) return text;
  return madeUp.words
    .filter((made) => made.from.plural === to.plural || made.from.singular === to.singular)
    .filter((made) => made.from.plural !== from.plural)
    .map((made): Renaming => ({ ...made, project: { from: project.from, to: project.from }, lists }))
    .reduce((result, made) => {
      const own = findOccurrences(path, result, made).filter(({ keptReason }) => keptReason === undefined);
      return applyMatches(result, own);
    }, text);
}

/** Reverses the documented example of this command, which would otherwise rename a word to itself. */
function reverseExample(text: string, { from, to }: Renaming): string {
  return text.replaceAll(`api-tools rename ${to.plural} ${to.plural}`, `api-tools rename ${to.plural} ${from.plural}`);
}

/** Finds new names that exist already: variables anywhere in the file, or fields of the same object. */
function findClashes({ path, text, occurrences }: FileOccurrences, { foreignFields }: WordLists): Clash[] {
  const source = new Source(path, text, foreignFields);
  const groups = [[...source.variables()], ...source.objects()];
  return groups.flatMap((nodes) => {
    const names = new Set<string>();
    const renamed = new Set<string>();
    for (const node of nodes) {
      const inside = occurrences.filter(({ start, end }) => node.end - node.text.length <= start && end <= node.end);
      if (inside.length === 0) names.add(node.text);
      else renamed.add(newName(node.text, node.end, inside));
    }
    return [...renamed].filter((name) => names.has(name)).map((name) => ({ path, name }));
  });
}

/** Finds identifiers and one-word texts that contain the resource's word, except the project's name. */
function findSharedNames({ path, text, occurrences }: FileOccurrences, { project, lists }: Renaming): Clash[] {
  const source = isSource(path) ? new Source(path, text, lists.foreignFields) : undefined;
  return occurrences
    .filter(({ start, isProject }) => {
      if (source === undefined) return !isProject;
      const leaf = source.leafAt(start);
      return !isProject && leaf !== undefined && !/\s/.test(leaf.text) && leaf.text.split(":")[0] !== project.from;
    })
    .map(({ name }) => ({ path, name }));
}

function isSource(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path);
}

function newName(text: string, end: number, inside: readonly Occurrence[]): string {
  const start = end - text.length;
  return applyMatches(
    text,
    inside.map((each) => ({ ...each, start: each.start - start, end: each.end - start })),
  ).replace(/^.*: /, "");
}
