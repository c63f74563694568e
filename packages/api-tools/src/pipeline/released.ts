import { appendFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";
import { parseCommand } from "../commandLine";
import { ask, askAll, repositoryOf, type Repository } from "./github";

const usage = `Usage: npx api-tools released --environment NAME

  --environment NAME  the environment of GitHub that deployments go to: prod

Prints the commit that was deployed there last with success, and nothing where none was; also as the output \`commit\` of
the step. In a job of GitHub Actions, with GITHUB_TOKEN.
`;

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

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(_dir: string, argv: readonly string[]): Promise<void> {
  const known = { environment: { type: "string" }, help: { type: "boolean", default: false } } as const;
  const { environment, help } = parseCommand("npx api-tools released", known, argv);
  if (help) return void process.stdout.write(usage);
  if (environment === undefined) throw new UserError("name the environment: npx api-tools released --environment prod");
  const commit = (await released(repositoryOf(process.env), environment)) ?? "";
  process.stdout.write(`${commit}\n`);
  const { GITHUB_OUTPUT: file } = process.env;
  if (file !== undefined) appendFileSync(file, `commit=${commit}\n`);
}
