import type { Change, Words } from "./change";
import type { WordLists } from "./wordLists";

export interface Renaming extends Change<Words> {
  /** The name in Pulumi.yaml. */
  readonly project: Change<string>;
  /** What looks like the resource's and is not. */
  readonly lists: WordLists;
}

/** A place where a word stands, alone or as a part of a name. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly to: string;
  /** The whole name that it is a part of: `createItem`. */
  readonly name: string;
  /** Whether it is the project's name, which is never anything else. */
  readonly isProject: boolean;
}

/** Plurals whose singular no rule gives. */
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

/** The first that fits counts. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/ies$/, "y"],
  [/zzes$/, "z"],
  [/(ss|sh|ch|x|[^aeo]us)es$/, "$1"],
  [/([^aeiou]o)es$/, "$1"],
  [/(shel|wol|hal|lea|loa|thie)ves$/, "$1f"],
  [/(ss|us|is)$/, "$1"],
  [/s$/, ""],
];

/** The singular of an English word; the word itself where it has none that rules know. */
export function singularOf(plural: string): string {
  const known = irregular[plural];
  if (known !== undefined) return known;
  const [ending, replacement] = rules.find(([pattern]) => pattern.test(plural)) ?? [/$/, ""];
  const singular = plural.replace(ending, replacement);
  // Short words have an e of their own: pies, axes.
  return singular.length < 3 && plural.length > 3 ? plural.slice(0, -1) : singular;
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Each casing of both forms, the longer form first: `items` begins with `item`. */
function forms({ from, to }: Change<Words>): readonly (readonly [string, string])[] {
  const pairs = [[from.plural, to.plural] as const, [from.singular, to.singular] as const];
  const long = pairs.sort(([a], [b]) => b.length - a.length);
  const casings = [(word: string) => word, capitalized, (word: string) => word.toUpperCase()];
  return long.flatMap((pair) => casings.map((casing) => [casing(pair[0]), casing(pair[1])] as const));
}

/** Where a form may begin and end, so that it is one word of a name in camel case or capitals. */
function pattern(form: string): string {
  if (form === form.toUpperCase()) return `(?<![A-Za-z])${form}(?![A-Za-z])`;
  if (form !== form.toLowerCase()) return `(?<![A-Z])${form}(?![a-z])`;
  // The letter behind a backslash belongs to it.
  return `(?:(?<![A-Za-z\\\\])|(?<=\\\\[bfnrtv]))${form}(?![a-z])`;
}

/**
 * A name with a hyphen is the project's wherever it stands. Any other may be a word of the language too, and is the
 * project's where what stands around it says so. The REST API's logical name only looks like one: it is the resource's
 * word with `-api` behind it.
 */
function projectPattern(name: string): string {
  const begin = "(?<![A-Za-z0-9-]|RestApi::)";
  if (name.includes("-")) return `${begin}${name}(?![A-Za-z0-9])`;
  return `(?<=^name: )${name}$|${begin}${name}(?=:[A-Za-z:]|-[a-z]|")`;
}

/** Every place in a text where a word of the renaming stands, or the project's name. */
export function matchesIn(text: string, renaming: Renaming): Match[] {
  const { project } = renaming;
  const words = forms(renaming);
  // A project that is named by one of the words is renamed as that.
  const own = words.some(([form]) => form === project.from) ? [] : [[project.from, project.to] as const];
  const known = new Map([...words, ...own]);
  const parts = [...own.map(([name]) => projectPattern(name)), ...words.map(([form]) => pattern(form))];
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

/** Whether a word is spoken with a vowel first. */
function takesAn(word: string): boolean {
  return /^(?:[aeiou]|hour|heir|honest)/i.test(word) && !/^(?:eu|one|u[bcfhjkqrstn]i?[aeiou])/i.test(word);
}

/** The article before a word, over the end of a line too, as the new word wants it; undefined where none stands. */
export function articleBefore(
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
