import * as ts from "typescript";
import { UserError } from "@onemachine/local-cloud";
import type { Plan } from "./plan";
import type { Change, Words } from "./change";
import { reservedProjects, type WordLists } from "./wordLists";
import { capitalize, singularOf, type Renaming } from "./words";

/** Arguments and options of the command. */
export interface RenameArguments {
  readonly from: string;
  readonly to: string;
  readonly singular?: string | undefined;
  readonly project?: string | undefined;
}

/** State of the project before the rename. */
export interface ProjectState {
  /** Project name in Pulumi.yaml. */
  readonly project: string;
  /** Texts of `routes.ts`, keyed by resource. */
  readonly resources: ReadonlyMap<string, string>;
  /** Names in `api/`, without file extensions. */
  readonly taken: readonly string[];
}

/** Checks the arguments and returns the renaming. @throws UserError that names the invalid word and the reason */
export function resolveRenaming(asked: RenameArguments, facts: ProjectState, lists: WordLists): Renaming {
  const { from, to } = asked;
  const routes = facts.resources.get(from);
  if (routes === undefined) {
    const known = [...facts.resources.keys()].join(", ") || "none";
    throw new UserError(`${from} is not a resource: api/${from}/routes.ts does not exist; the resources are ${known}`);
  }
  checkWord(to, "the new word");
  if (isReservedByTypeScript(to)) throw new UserError(`${to} is a reserved word of TypeScript: choose another`);
  if (facts.taken.includes(to)) throw new UserError(`api/${to} exists already: choose another word than ${to}`);
  checkReserved(to, to, lists);
  const singular = asked.singular ?? singularOf(to);
  if (singular === to) throw new UserError(`the rules derive no singular from ${to}: add --singular WORD`);
  checkWord(singular, "the singular");
  if (isReservedByTypeScript(singular)) {
    throw new UserError(`${singular} is a reserved word of TypeScript: add --singular WORD with another`);
  }
  checkReserved(singular, to, lists);
  const renamed = { from: { plural: from, singular: findSingular(routes, from) }, to: { plural: to, singular } };
  return { ...renamed, lists, project: { from: facts.project, to: chooseProject(asked, facts.project, renamed) } };
}

/** @throws UserError if the plan would give one name to two different things */
export function checkPlan({ clashes, shared }: Plan, { from, to }: Renaming): void {
  const [clash] = clashes;
  if (clash !== undefined) {
    throw new UserError(
      `${clash.path} contains the name ${clash.name} already: choose another word than ${to.plural}, or another --singular than ${to.singular}`,
    );
  }
  const [own] = shared;
  if (own !== undefined) {
    throw new UserError(
      `${own.path} uses ${own.name} with another meaning, which the command cannot distinguish from ${from.plural}: rename by hand`,
    );
  }
}

function checkWord(word: string, what: string): void {
  if (/^[a-z][a-z0-9]+$/.test(word)) return;
  throw new UserError(
    `${what} is ${JSON.stringify(word)}: it must be lower-case letters and digits, with a letter first`,
  );
}

/** Rejects reserved words. `items` is DynamoDB's word, but allowed, so that a renamed template can be renamed back. */
function checkReserved(word: string, plural: string, { reservedWords }: WordLists): void {
  const reason = plural === "items" ? undefined : reservedWords[word];
  if (reason !== undefined) throw new UserError(`${word} cannot be a resource's word: ${reason}`);
}

/** Returns the new project name. A project named after the resource is renamed with it: in files, both look the same. */
function chooseProject(asked: RenameArguments, project: string, { from, to }: Change<Words>): string {
  const names: Record<string, string> = {
    [`${from.plural}-api`]: `${to.plural}-api`,
    [from.plural]: to.plural,
    [from.singular]: to.singular,
  };
  const chosen = asked.project ?? names[project] ?? project;
  checkProject(chosen);
  if ([from.plural, from.singular].includes(project) && chosen !== names[project]) {
    throw new UserError(`the project ${project} has the resource's name: it can only be renamed together with it`);
  }
  return chosen;
}

/** Stricter than Pulumi's rule, because npm's package name and alarm names contain the name. */
function checkProject(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new UserError(
      `the project is ${JSON.stringify(name)}: it must be 1 to 64 lower-case letters, digits and hyphens, with a letter first`,
    );
  }
  if (reservedProjects.includes(name))
    throw new UserError(`the project cannot be ${name}: Pulumi providers use it as a prefix of their settings`);
}

function isReservedByTypeScript(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, word);
  const kind = scanner.scan();
  return kind <= ts.SyntaxKind.LastFutureReservedWord && kind >= ts.SyntaxKind.FirstReservedWord;
}

/** Returns the singular from a resource's route names. Falls back to the derived singular. */
function findSingular(routes: string, plural: string): string {
  const guessed = singularOf(plural);
  const names = [...routes.matchAll(/\bname: "[a-z]+([A-Z][A-Za-z0-9]*)"/g)].map(([, name]) => name!);
  if (names.includes(capitalize(guessed))) return guessed;
  const other = names.find((name) => name !== capitalize(plural) && /^[A-Z][a-z0-9]+$/.test(name));
  return other?.toLowerCase() ?? guessed;
}
