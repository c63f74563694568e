import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { askAll, repositoryOf, type Repository } from "./github";
import { projectOf, listReviewStacks, type ReadCommand } from "./reviewStacks";

/** Label that gives a pull request a review stack. */
const label = "review-stack";

/** Runs the commands of a review stack. */
export interface Commands {
  /** Runs a command in the project. @throws UserError if it fails */
  readonly run: (command: string, ...args: string[]) => void;
  /** Runs a command in the project and returns its output. @throws UserError if it fails */
  readonly read: ReadCommand;
}

interface OpenOptions extends Pick<Commands, "run"> {
  /** ARN of the permissions boundary for the stack's roles. */
  readonly boundary?: string | undefined;
}

/**
 * Creates or updates the stack of a pull request, with dev's current settings. Physical names begin with the stack's
 * name, and every resource has the tag `stack`: the role of review stacks has access only to such resources
 * (bootstrap/review.ts).
 *
 * @returns the stack's name.
 */
export function openReview(dir: string, pullRequest: number, { run, boundary }: OpenOptions): string {
  const stack = stackOf(pullRequest);
  const settings = reviewSettings(dir, stack, boundary);
  writeFileSync(join(dir, `Pulumi.${stack}.yaml`), settings);
  const { secretsprovider: provider } = parse(settings) as { readonly secretsprovider?: string };
  const secrets = provider === undefined ? [] : ["--secrets-provider", provider];
  run("pulumi", "stack", "select", "--non-interactive", "--create", ...secrets, stack);
  run("npm", "run", "deploy", "--", "--stack", stack);
  return stack;
}

/**
 * Destroys the existing stacks of pull requests.
 *
 * @returns the names of the destroyed stacks.
 * @throws UserError if a stack cannot be destroyed, after trying the others.
 */
export function closeReviews(dir: string, pullRequests: readonly number[], { run, read }: Commands): string[] {
  const existing = listReviewStacks(dir, read);
  const stacks = pullRequests.filter((number) => existing.includes(number)).map(stackOf);
  const failures: string[] = [];
  for (const stack of stacks) {
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), reviewSettings(dir, stack, undefined));
    try {
      run("pulumi", "destroy", "--non-interactive", "--yes", "--skip-plugin-pre-install", "--remove", "--stack", stack);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new UserError(`${failures.join("; ")}; the others are destroyed`);
  return stacks;
}

/** Finds stacks of pull requests that are closed or lack the label. @throws UserError if GitHub rejects the request */
export async function findAbandonedReviews(
  repository: Repository,
  dir: string,
  { read }: Pick<Commands, "read">,
): Promise<number[]> {
  const existing = listReviewStacks(dir, read);
  if (existing.length === 0) return [];
  const open = await askAll<{ number: number; labels: { name: string }[] }>(repository, "/pulls?state=open");
  const wanted = open.filter(({ labels }) => labels.some(({ name }) => name === label)).map(({ number }) => number);
  return existing.filter((number) => !wanted.includes(number));
}

const stackOf = (pullRequest: number): string => `pr-${pullRequest}`;

/**
 * Settings of dev that a review stack does not have. They belong to dev alone (`domain`, `existing`), cost money each
 * month, or send mail. The role of review stacks cannot create their resources.
 */
const settingsOfDevOnly = [
  ...["domain", "edge", "existing", "firewall", "cache", "customerKey", "alarmTopicEncryption", "alarmEmails"],
  ...["provisionedConcurrency", "autoscaling", "reservedConcurrency", "routeConcurrency", "consumerConcurrency"],
  ...["canary", "traceSampling", "apiGatewayAccountRole"],
];

/**
 * Settings without a default that a review stack turns off. Logs of the API require `apiGatewayAccountRole`, and traces a
 * sampling rule.
 */
const turnedOff = ["deletionProtection", "accessLogs", "executionLogs", "tracing"];

/**
 * Returns the settings file of a review stack: dev's, with its secrets provider and encrypted key, so that encrypted
 * settings stay readable. The stack can be deleted, and lacks settings that dev alone can have.
 */
export function reviewSettings(dir: string, stack: string, boundary: string | undefined): string {
  const document = parseDocument(readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8"));
  const project = projectOf(dir);
  // Pulumi documentation, "Autonaming configuration".
  document.setIn(["config", "pulumi:autonaming", "pattern"], "${stack}-${name}-${hex(7)}");
  for (const name of settingsOfDevOnly) document.deleteIn(["config", `${project}:${name}`]);
  for (const name of turnedOff.map((each) => ["config", `${project}:${each}`])) {
    if (document.hasIn(name)) document.setIn(name, false);
  }
  document.setIn(["config", `${project}:tags`, "stack"], stack);
  if (boundary !== undefined) document.setIn(["config", `${project}:permissionsBoundary`], boundary);
  return document.toString();
}

export interface ReviewOptions {
  readonly pullRequest?: number;
  readonly up?: boolean;
  readonly down?: boolean;
  readonly sweep?: boolean;
}

/** Runs the selected action. @returns a sentence about the result. @throws UserError */
export async function review(dir: string, options: ReviewOptions, commands: Commands): Promise<string> {
  const { pullRequest, up = false, down = false, sweep = false } = options;
  if ([up, down, sweep].filter(Boolean).length !== 1) {
    throw new UserError("pass exactly one of --up, --down and --sweep");
  }
  if (sweep && pullRequest !== undefined)
    throw new UserError("--sweep checks every pull request: remove --pull-request");
  if (sweep) return destroyReviews(dir, await findAbandonedReviews(repositoryOf(process.env), dir, commands), commands);
  if (pullRequest === undefined) {
    throw new UserError("--pull-request is missing: it must be the number of a pull request");
  }
  if (down) return destroyReviews(dir, [pullRequest], commands);
  const boundary = process.env["REVIEW_BOUNDARY_ARN"];
  return `${openReview(dir, pullRequest, { ...commands, boundary })} is up to date\n`;
}

function destroyReviews(dir: string, pullRequests: readonly number[], commands: Commands): string {
  const destroyed = closeReviews(dir, pullRequests, commands);
  return destroyed.length === 0 ? "there is no stack to destroy\n" : `destroyed ${destroyed.join(", ")}\n`;
}

/** Runs the action with the Pulumi CLI and npm, and prints the result. @throws UserError for a user's mistake */
export async function main(dir: string, options: ReviewOptions): Promise<void> {
  const execute = (command: string, args: string[], stdio: "inherit" | ["ignore", "pipe", "inherit"]) => {
    try {
      return String(execFileSync(command, args, { cwd: dir, stdio }) ?? "");
    } catch {
      throw new UserError(`${[command, ...args].join(" ")} failed`);
    }
  };
  const commands: Commands = {
    run: (command, ...args) => void execute(command, args, "inherit"),
    read: (command, ...args) => execute(command, args, ["ignore", "pipe", "inherit"]),
  };
  process.stdout.write(await review(dir, options, commands));
}
