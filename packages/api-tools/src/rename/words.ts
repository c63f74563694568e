import type { Change, Words } from "./change";
import type { WordLists } from "./wordLists";

export interface Renaming extends Change<Words> {
  /** Project name in Pulumi.yaml. */
  readonly project: Change<string>;
  /** Words that look like the resource's name but have another meaning. */
  readonly lists: WordLists;
}

/** An occurrence of a word, alone or within a name. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly to: string;
  /** Whole name that contains the word: `createItem`. */
  readonly name: string;
  /** True for the project's name, which has no other meaning. */
  readonly isProject: boolean;
}

/** Singulars that no rule derives, keyed by plural. */
const irregular: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  men: "man",
  women: "woman",
  mice: "mouse",
  movies: "movie",
  cookies: "cookie",
  caches: "cache",
  shoes: "shoe",
  news: "news",
  series: "series",
  species: "species",
};

/** The first matching rule applies. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/ies$/, "y"],
  [/zzes$/, "z"],
  [/(ss|sh|ch|x|[^aeo]us)es$/, "$1"],
  [/([^aeiou]o)es$/, "$1"],
  [/(shel|wol|hal|lea|loa|thie)ves$/, "$1f"],
  [/(ss|us|is)$/, "$1"],
  [/s$/, ""],
];

/** Returns the singular of an English plural, or the word itself if no rule applies. */
export function singularOf(plural: string): string {
  const known = irregular[plural];
  if (known !== undefined) return known;
  const [ending, replacement] = rules.find(([pattern]) => pattern.test(plural)) ?? [/$/, ""];
  const singular = plural.replace(ending, replacement);
  // In short words, the e belongs to the stem: pies, axes.
  return singular.length < 3 && plural.length > 3 ? plural.slice(0, -1) : singular;
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Returns the casings of both forms, longer form first because `items` begins with `item`. */
function listForms({ from, to }: Change<Words>): readonly (readonly [string, string])[] {
  const pairs = [[from.plural, to.plural] as const, [from.singular, to.singular] as const];
  const long = pairs.sort(([a], [b]) => b.length - a.length);
  const casings = [(word: string) => word, capitalize, (word: string) => word.toUpperCase()];
  return long.flatMap((pair) => casings.map((casing) => [casing(pair[0]), casing(pair[1])] as const));
}

/** Matches a form only as a whole word of a name in camel case or capitals. */
function patternOf(form: string): string {
  if (form === form.toUpperCase()) return `(?<![A-Za-z])${form}(?![A-Za-z])`;
  if (form !== form.toLowerCase()) return `(?<![A-Z])${form}(?![a-z])`;
  // A letter after a backslash belongs to an escape sequence.
  return `(?:(?<![A-Za-z\\\\])|(?<=\\\\[bfnrtv]))${form}(?![a-z])`;
}

/**
 * Matches the project's name. A name with a hyphen matches everywhere. Any other name may be an ordinary word, so it
 * matches only in typical positions of a project name. The REST API's logical name is excluded: it is the resource's
 * word followed by `-api`.
 */
function projectPattern(name: string): string {
  const begin = "(?<![A-Za-z0-9-]|RestApi::)";
  if (name.includes("-")) return `${begin}${name}(?![A-Za-z0-9])`;
  return `(?<=^name: )${name}$|${begin}${name}(?=:[A-Za-z:]|-[a-z]|")`;
}

/** Finds every occurrence of the renaming's words and of the project's name. */
export function findMatches(text: string, renaming: Renaming): Match[] {
  const { project } = renaming;
  const words = listForms(renaming);
  // A project with one of the words as its name is renamed as that word.
  const own = words.some(([form]) => form === project.from) ? [] : [[project.from, project.to] as const];
  const known = new Map([...words, ...own]);
  const parts = [...own.map(([name]) => projectPattern(name)), ...words.map(([form]) => patternOf(form))];
  return [...text.matchAll(new RegExp(parts.join("|"), "gm"))]
    .map((match) => {
      const [start, end] = [match.index, match.index + match[0].length];
      const before = /[\w$]*$/.exec(text.slice(Math.max(0, start - 100), start))![0];
      const after = /^[\w$]*/.exec(text.slice(end, end + 100))![0];
      const isProject = own.some(([name]) => name === match[0]);
      return { start, end, to: known.get(match[0])!, name: before + match[0] + after, isProject };
    })
    .filter(({ start, end, to }) => text.slice(start, end) !== to);
}

/** True if the word takes "an" instead of "a". */
function takesAn(word: string): boolean {
  return /^(?:[aeiou]|hour|heir|honest)/i.test(word) && !/^(?:eu|one|u[bcfhjkqrstn]i?[aeiou])/i.test(word);
}

/** Returns the edit of the article before a word, also across a line break; undefined without an article. */
export function findArticle(
  text: string,
  { start, to }: Match,
): { start: number; end: number; to: string } | undefined {
  const found = /\b([Aa])n?(?=(?: |\n[ \t]*(?:\/\/|\*|#|>)?[ \t]*)`?$)/.exec(
    text.slice(Math.max(0, start - 40), start),
  );
  if (found === null) return undefined;
  const at = start - Math.min(40, start) + found.index;
  return { start: at, end: at + found[0].length, to: `${found[1]}${takesAn(to) ? "n" : ""}` };
}
