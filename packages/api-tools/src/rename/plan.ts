import { occurrencesIn, type Occurrence } from "./occurrences";
import { Source } from "./source";
import type { WordLists } from "./wordLists";
import { articleBefore, matchesIn, type Match, type Renaming } from "./words";

/** A file as it is to be. */
export interface ChangedFile {
  /** Where it is now. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A name that a file would hold twice, for different things. */
export interface Clash {
  readonly path: string;
  readonly name: string;
}

export interface Plan {
  readonly changed: readonly ChangedFile[];
  readonly clashes: readonly Clash[];
  /** Names of shared code that the old word is a part of, and which would be renamed with it. */
  readonly shared: readonly Clash[];
}

/** What is renamed in a file. */
interface Found {
  readonly path: string;
  readonly text: string;
  readonly occurrences: readonly Occurrence[];
}

/** Why a file stays as it is; undefined where it may change. */
export function untouchedReason(path: string, { untouched }: WordLists): string | undefined {
  return Object.entries(untouched).find(([start]) => path.startsWith(start))?.[1];
}

/** What a renaming makes of the project. @param files text by path. */
export function planned(files: ReadonlyMap<string, string>, renaming: Renaming): Plan {
  const changed: ChangedFile[] = [];
  const clashes: Clash[] = [];
  const shared: Clash[] = [];
  const { lists } = renaming;
  for (const [from, before] of files) {
    if (untouchedReason(from, lists) !== undefined) continue;
    const text = givenWay(from, before, renaming);
    const occurrences = occurrencesIn(from, text, renaming).filter(({ kept }) => kept === undefined);
    const to = replaced(from, matchesIn(from, renaming));
    if (occurrences.length > 0) {
      const found: Found = { path: from, text, occurrences };
      if (isSource(from)) clashes.push(...clashesIn(found, lists));
      if (lists.sharedCode.some((files) => files.test(from))) shared.push(...namesIn(found, renaming));
    }
    const after = exampleTurned(replaced(text, occurrences), renaming);
    if (to !== from || after !== before) changed.push({ from, to, text: after });
  }
  return { changed, clashes, shared };
}

/** The text with the words in place, and with the articles that they want before them. */
export function replaced(text: string, matches: readonly Match[]): string {
  const edits = matches.flatMap((match) => {
    const article = articleBefore(text, match);
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

/** A file of the documentation whose made-up resource has the new word gets another one. */
function givenWay(path: string, text: string, { from, to, project, lists }: Renaming): string {
  const { madeUp } = lists;
  if (!madeUp.files.includes(path)) return text;
  return madeUp.words
    .filter((made) => made.from.plural === to.plural || made.from.singular === to.singular)
    .filter((made) => made.from.plural !== from.plural)
    .map((made): Renaming => ({ ...made, project: { from: project.from, to: project.from }, lists }))
    .reduce((result, made) => {
      const own = occurrencesIn(path, result, made).filter(({ kept }) => kept === undefined);
      return replaced(result, own);
    }, text);
}

/** The example of this very command would rename a word to itself: it renames back instead. */
function exampleTurned(text: string, { from, to }: Renaming): string {
  return text.replaceAll(`api-tools rename ${to.plural} ${to.plural}`, `api-tools rename ${to.plural} ${from.plural}`);
}

/** Names that are there already, as variables anywhere in the file or as fields of the same object. */
function clashesIn({ path, text, occurrences }: Found, { foreignFields }: WordLists): Clash[] {
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

/** Names, and texts of one word, that hold the resource's word; the project's name may be that word itself. */
function namesIn({ path, text, occurrences }: Found, { project, lists }: Renaming): Clash[] {
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
  return replaced(
    text,
    inside.map((each) => ({ ...each, start: each.start - start, end: each.end - start })),
  ).replace(/^.*: /, "");
}
