import { existsSync, readFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { ask, askAll, repositoryOf, type Repository } from "./github";

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

/** Writes the text of a file as the comment, in a job of GitHub Actions. @throws UserError for a person's mistake */
export async function main(file: string, pullRequest: number): Promise<void> {
  if (!existsSync(file)) throw new UserError(`--file is ${file}: there is no such file`);
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") return void process.stdout.write("there is nothing to comment\n");
  process.stdout.write(`${await comment(repositoryOf(process.env), pullRequest, text)}\n`);
}
