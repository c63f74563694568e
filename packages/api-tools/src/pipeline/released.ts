import { appendFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { ask, askAll, repositoryOf, type Repository } from "./github";

interface Deployment {
  readonly id: number;
  readonly sha: string;
}

/**
 * The commit of the newest deployment that went well, before the one that is under way.
 *
 * @returns undefined where none did.
 */
export async function released(repository: Repository, environment: string): Promise<string | undefined> {
  const query = `/deployments?environment=${encodeURIComponent(environment)}`;
  // Newest first.
  for (const { id, sha } of await askAll<Deployment>(repository, query)) {
    const { status, json } = await ask(repository, `/deployments/${id}/statuses?per_page=1`);
    if (status !== 200) throw new UserError(`GitHub answers ${status} to the statuses of deployment ${id}`);
    const [last] = json as { state: string }[];
    // One that went well is inactive once another did too.
    if (last?.state === "success" || last?.state === "inactive") return sha;
  }
  return undefined;
}

/** Prints the commit, also as the output `commit` of the step. @throws UserError for a person's mistake */
export async function main(environment: string): Promise<void> {
  const commit = (await released(repositoryOf(process.env), environment)) ?? "";
  process.stdout.write(`${commit}\n`);
  const { GITHUB_OUTPUT: file } = process.env;
  if (file !== undefined) appendFileSync(file, `commit=${commit}\n`);
}
