import { appendFileSync } from "node:fs";
import { UserError } from "../../../local-cloud/src/kernel/errors";
import { parseCommand, runCommand } from "../commandLine";
import { ask, askAll, repositoryOf, type Repository } from "./github";

const usage = `Usage: npm run released -- --environment NAME

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

if (require.main === module) {
  void runCommand(async () => {
    const known = { environment: { type: "string" }, help: { type: "boolean", default: false } } as const;
    const { environment, help } = parseCommand("npm run released", known, process.argv.slice(2));
    if (help) return void process.stdout.write(usage);
    if (environment === undefined) throw new UserError("name the environment: npm run released -- --environment prod");
    const commit = (await released(repositoryOf(process.env), environment)) ?? "";
    process.stdout.write(`${commit}\n`);
    const { GITHUB_OUTPUT: file } = process.env;
    if (file !== undefined) appendFileSync(file, `commit=${commit}\n`);
  });
}
