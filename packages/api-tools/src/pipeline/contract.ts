import { execFileSync, spawnSync } from "node:child_process";
import { UserError } from "@onemachine/local-cloud";

/** Title of the suite that calls each operation once (tests/contract/document.test.ts). */
const smokeTests = "the contract of every operation";

export interface Outputs {
  readonly apiUrl: string;
  readonly apiKeyValue: string;
}

/** Reads URL and key of a deployed stack. @throws UserError if the Pulumi CLI fails or an output is missing */
export function readOutputs(dir: string, stack: string): Outputs {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
  const { status, stdout, stderr, error } = spawnSync("pulumi", args, { cwd: dir, encoding: "utf8" });
  if (error !== undefined) throw new UserError("the Pulumi CLI is not installed: pulumi stack output cannot run");
  if (status !== 0) throw new UserError(`pulumi stack output failed: ${stderr.trim().split("\n").at(-1)}`);
  const { apiUrl, apiKeyValue } = JSON.parse(stdout) as Partial<Record<keyof Outputs, unknown>>;
  if (typeof apiUrl !== "string" || typeof apiKeyValue !== "string") {
    throw new UserError(`stack ${stack} has no outputs apiUrl and apiKeyValue: is it deployed?`);
  }
  return { apiUrl, apiKeyValue };
}

/** Runs an npm script of the project with additional environment variables. @throws Error if the script fails */
export type RunScript = (args: readonly string[], variables: Readonly<Record<string, string>>) => void;

/**
 * Runs the contract suite against a deployed stack.
 *
 * @param say prints a line; GitHub's runner masks the key in all later output.
 * @throws UserError if a test of the contract fails.
 */
export function contract(
  { apiUrl, apiKeyValue }: Outputs,
  smoke: boolean,
  { run, say }: { readonly run: RunScript; readonly say: (line: string) => void },
): void {
  // GitHub Docs, "Workflow commands for GitHub Actions".
  if (process.env["GITHUB_ACTIONS"] === "true") say(`::add-mask::${apiKeyValue}`);
  try {
    run(["contract", ...(smoke ? ["--", "--grep", smokeTests] : [])], { API_URL: apiUrl, API_KEY: apiKeyValue });
  } catch {
    throw new UserError(`the contract suite failed against ${apiUrl}`);
  }
}

/** Runs the contract suite with the project's npm script. @throws UserError for a user's mistake */
export function main(
  dir: string,
  { stack, smoke = false }: { readonly stack: string; readonly smoke?: boolean },
): void {
  const run: RunScript = (args, variables) => {
    const env = { ...process.env, ...variables };
    execFileSync("npm", ["run", "--silent", ...args], { cwd: dir, stdio: "inherit", env });
  };
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  contract(readOutputs(dir, stack), smoke, { run, say });
}
