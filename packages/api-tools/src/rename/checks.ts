import * as ts from "typescript";
import { UserError } from "@onemachine/local-cloud";
import type { Plan } from "./plan";
import type { Change, Words } from "./change";
import { reservedProjects, type WordLists } from "./wordLists";
import { capitalized, singularOf, type Renaming } from "./words";

/** What the command line asks for. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly singular?: string | undefined;
  readonly project?: string | undefined;
}

/** What the project says of itself. */
export interface Facts {
  /** The name in Pulumi.yaml. */
  readonly project: string;
  /** Text of `routes.ts` by resource. */
  readonly resources: ReadonlyMap<string, string>;
  /** Names in `api/`, files without their ending. */
  readonly taken: readonly string[];
}

/** The renaming that is asked for. @throws UserError where a word cannot be one, with the reason. */
export function renamingOf(asked: Asked, facts: Facts, lists: WordLists): Renaming {
  const { from, to } = asked;
  const routes = facts.resources.get(from);
  if (routes === undefined) {
    const known = [...facts.resources.keys()].join(", ") || "none";
    throw new UserError(`${from} is no resource: there is no api/${from}/routes.ts; the resources are ${known}`);
  }
  checkWord(to, "the new word");
  if (isReservedByTypeScript(to)) throw new UserError(`${to} is a word of TypeScript: choose another`);
  if (facts.taken.includes(to)) throw new UserError(`api/${to} is there already: choose another word than ${to}`);
  checkReserved(to, to, lists);
  const singular = asked.singular ?? singularOf(to);
  if (singular === to) throw new UserError(`${to} has no singular of its own that rules give: add --singular WORD`);
  checkWord(singular, "the singular");
  if (isReservedByTypeScript(singular)) {
    throw new UserError(`${singular} is a word of TypeScript: add --singular WORD with another`);
  }
  checkReserved(singular, to, lists);
  const renamed = { from: { plural: from, singular: singularIn(routes, from) }, to: { plural: to, singular } };
  return { ...renamed, lists, project: { from: facts.project, to: projectOf(asked, facts.project, renamed) } };
}

/** @throws UserError for a plan that would make two things of one name. */
export function checkPlan({ clashes, shared }: Plan, { from, to }: Renaming): void {
  const [clash] = clashes;
  if (clash !== undefined) {
    throw new UserError(
      `${clash.path} has a name ${clash.name} already: choose another word than ${to.plural}, or another --singular than ${to.singular}`,
    );
  }
  const [own] = shared;
  if (own !== undefined) {
    throw new UserError(
      `${own.path} says ${own.name} and means something else, which cannot be told from ${from.plural}: rename by hand`,
    );
  }
}

function checkWord(word: string, what: string): void {
  if (/^[a-z][a-z0-9]+$/.test(word)) return;
  throw new UserError(`${what} is ${JSON.stringify(word)}: it must be lower-case letters and digits, a letter first`);
}

/** The sample's own word is DynamoDB's, and can be had back. */
function checkReserved(word: string, plural: string, { reservedWords }: WordLists): void {
  const reason = plural === "items" ? undefined : reservedWords[word];
  if (reason !== undefined) throw new UserError(`${word} cannot be a resource's word: ${reason}`);
}

/** A project that is named by a resource's word is renamed with it: nothing tells the one from the other. */
function projectOf(asked: Asked, project: string, { from, to }: Change<Words>): string {
  const names: Record<string, string> = {
    [`${from.plural}-api`]: `${to.plural}-api`,
    [from.plural]: to.plural,
    [from.singular]: to.singular,
  };
  const chosen = asked.project ?? names[project] ?? project;
  checkProject(chosen);
  if ([from.plural, from.singular].includes(project) && chosen !== names[project]) {
    throw new UserError(`the project ${project} has the resource's name, and can only be renamed with it`);
  }
  return chosen;
}

/** Narrower than Pulumi's rule: the name is npm's too, and begins names of alarms. */
function checkProject(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new UserError(
      `the project is ${JSON.stringify(name)}: it must be 1 to 64 lower-case letters, digits and hyphens, a letter first`,
    );
  }
  if (reservedProjects.includes(name))
    throw new UserError(`the project cannot be ${name}: settings of others begin so`);
}

function isReservedByTypeScript(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, word);
  const kind = scanner.scan();
  return kind <= ts.SyntaxKind.LastFutureReservedWord && kind >= ts.SyntaxKind.FirstReservedWord;
}

/** The singular that a resource's routes are named by: as rules say, or else what follows their verbs. */
function singularIn(routes: string, plural: string): string {
  const guessed = singularOf(plural);
  const names = [...routes.matchAll(/\bname: "[a-z]+([A-Z][A-Za-z0-9]*)"/g)].map(([, name]) => name!);
  if (names.includes(capitalized(guessed))) return guessed;
  const other = names.find((name) => name !== capitalized(plural) && /^[A-Z][a-z0-9]+$/.test(name));
  return other?.toLowerCase() ?? guessed;
}
