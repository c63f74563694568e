import { appendFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { ask, askAll, repositoryOf, type Repository } from "./github";

interface Deployment {
  readonly id: number;
  readonly sha: string;
}

/**
 * Finds the commit of the newest successful deployment. A running deployment has no success status yet.
 *
 * @returns undefined if no deployment succeeded.
 */
export async function findReleasedCommit(repository: Repository, environment: string): Promise<string | undefined> {
  const query = `/deployments?environment=${encodeURIComponent(environment)}`;
  // Newest first.
  for (const { id, sha } of await askAll<Deployment>(repository, query)) {
    const { status, json } = await ask(repository, `/deployments/${id}/statuses?per_page=1`);
    if (status !== 200) throw new UserError(`GitHub answers ${status} to the statuses of deployment ${id}`);
    const [last] = json as { state: string }[];
    // GitHub sets a successful deployment to inactive after the next success.
    if (last?.state === "success" || last?.state === "inactive") return sha;
  }
  return undefined;
}

/** Prints the commit, and sets it as the step's output `commit`. @throws UserError for a user's mistake */
export async function main(environment: string): Promise<void> {
  const commit = (await findReleasedCommit(repositoryOf(process.env), environment)) ?? "";
  process.stdout.write(`${commit}\n`);
  const { GITHUB_OUTPUT: file } = process.env;
  if (file !== undefined) appendFileSync(file, `commit=${commit}\n`);
}
