import { readFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { parseCommand } from "../commandLine";
import { ask, askAll, repositoryOf, type Repository } from "./github";

const usage = `Usage: npx api-tools comment --file FILE --pull-request NUMBER

  --file FILE            the comment's text, Markdown
  --pull-request NUMBER  the pull request that it is for

Writes the text as a comment on a pull request, in place of the one that it wrote before. In a job of GitHub Actions,
with GITHUB_TOKEN.
`;

/** Tells the comment of this command from those of people; nobody sees it. */
const mark = "<!-- report of this pull request -->";

/** Characters that GitHub takes; a longer comment is refused. */
const maxCharacters = 65_536;

/**
 * Writes or updates the one comment.
 *
 * @returns what it did, a sentence.
 * @throws UserError where GitHub refuses it, unless the token of a fork's pull request may not write comments.
 */
export async function comment(repository: Repository, pullRequest: number, text: string): Promise<string> {
  const comments = await askAll<{ id: number; body?: string }>(repository, `/issues/${pullRequest}/comments`);
  const own = comments.find(({ body }) => body?.startsWith(mark));
  const body = { body: fitting(`${mark}\n${text}`) };
  const { status } = await (own === undefined
    ? ask(repository, `/issues/${pullRequest}/comments`, { method: "POST", body })
    : ask(repository, `/issues/comments/${own.id}`, { method: "PATCH", body }));
  if (status === 403)
    return "this token may not write comments, as in a pull request from a fork: the report is in the job's summary";
  if (status !== 200 && status !== 201) throw new UserError(`GitHub answers ${status} to the comment`);
  return own === undefined ? "commented" : "updated the comment";
}

function fitting(text: string): string {
  const end = "\n\n… shortened: the whole is in the job's summary.";
  return text.length <= maxCharacters ? text : text.slice(0, maxCharacters - end.length) + end;
}

/** A pull request's number. @throws UserError for anything else */
export function pullRequestOf(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UserError(`--pull-request is ${text ?? "not given"}: it must be the number of a pull request`);
}

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(_dir: string, argv: readonly string[]): Promise<void> {
  const known = {
    file: { type: "string" },
    "pull-request": { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { file, "pull-request": number, help } = parseCommand("npx api-tools comment", known, argv);
  if (help) return void process.stdout.write(usage);
  if (file === undefined) throw new UserError("--file is not given: it must be a file of Markdown");
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") return void process.stdout.write("there is nothing to comment\n");
  process.stdout.write(`${await comment(repositoryOf(process.env), pullRequestOf(number), text)}\n`);
}
