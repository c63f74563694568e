import { existsSync, readFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { ask, askAll, repositoryOf, type Repository } from "./github";

/** Identifies this command's comment among those of people; invisible in rendered Markdown. */
const mark = "<!-- report of this pull request -->";

/** GitHub rejects longer comments. */
const maxCharacters = 65_536;

/**
 * Creates or updates the comment with the report.
 *
 * @returns a sentence about the result. Tokens of a fork's pull request may not write comments, which is no error.
 * @throws UserError if GitHub rejects the comment for another reason.
 */
export async function comment(repository: Repository, pullRequest: number, text: string): Promise<string> {
  const comments = await askAll<{ id: number; body?: string }>(repository, `/issues/${pullRequest}/comments`);
  const own = comments.find(({ body }) => body?.startsWith(mark));
  const body = { body: truncate(`${mark}\n${text}`) };
  const { status } = await (own === undefined
    ? ask(repository, `/issues/${pullRequest}/comments`, { method: "POST", body })
    : ask(repository, `/issues/comments/${own.id}`, { method: "PATCH", body }));
  if (status === 403)
    return "this token may not write comments, as in a pull request from a fork: the job's summary contains the report";
  if (status !== 200 && status !== 201) throw new UserError(`GitHub answers ${status} to the comment`);
  return own === undefined ? "commented" : "updated the comment";
}

function truncate(text: string): string {
  const end = "\n\n… shortened: the job's summary contains the whole report.";
  return text.length <= maxCharacters ? text : text.slice(0, maxCharacters - end.length) + end;
}

/** Writes a file's text as the comment. Runs in a job of GitHub Actions. @throws UserError for a user's mistake */
export async function main(file: string, pullRequest: number): Promise<void> {
  if (!existsSync(file)) throw new UserError(`--file is ${file}: the file does not exist`);
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") return void process.stdout.write("there is nothing to comment\n");
  process.stdout.write(`${await comment(repositoryOf(process.env), pullRequest, text)}\n`);
}
