import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { askAll, repositoryOf, type Repository } from "./github";
import { projectOf, reviewStacks, type Read } from "./reviewStacks";

/** Label of the pull requests that have a stack. */
const label = "review-stack";

/** The commands of a review stack. */
export interface Commands {
  /** Runs a command in the project. @throws UserError when it fails */
  readonly run: (command: string, ...args: string[]) => void;
  /** Runs one and returns what it prints. @throws UserError when it fails */
  readonly read: Read;
}

interface Opening extends Pick<Commands, "run"> {
  /** ARN of the permissions boundary of the stack's roles; none without it. */
  readonly boundary?: string | undefined;
}

/**
 * Makes a pull request's own stack, or brings it up to date, with dev's settings as they are now. Two stacks share an
 * account and a region: the names of its resources begin with the stack's, and they have its tag, because the role of
 * review stacks reaches nothing else (bootstrap/review.ts).
 *
 * @returns the stack's name.
 */
export function openReview(dir: string, pullRequest: number, { run, boundary }: Opening): string {
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
 * Destroys the stacks of pull requests, those that exist.
 *
 * @returns their names.
 * @throws UserError where one cannot be destroyed, after the others.
 */
export function closeReviews(dir: string, pullRequests: readonly number[], { run, read }: Commands): string[] {
  const existing = reviewStacks(dir, read);
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

/** Pull requests that have a stack and may not: each is closed, or has no label. @throws UserError where GitHub refuses the list */
export async function abandonedReviews(
  repository: Repository,
  dir: string,
  { read }: Pick<Commands, "read">,
): Promise<number[]> {
  const existing = reviewStacks(dir, read);
  if (existing.length === 0) return [];
  const open = await askAll<{ number: number; labels: { name: string }[] }>(repository, "/pulls?state=open");
  const wanted = open.filter(({ labels }) => labels.some(({ name }) => name === label)).map(({ number }) => number);
  return existing.filter((number) => !wanted.includes(number));
}

const stackOf = (pullRequest: number): string => `pr-${pullRequest}`;

/** Dev's settings, with its secrets provider and encrypted key: what is encrypted in them stays readable. */
function reviewSettings(dir: string, stack: string, boundary: string | undefined): string {
  const document = parseDocument(readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8"));
  const project = projectOf(dir);
  // Pulumi, "Names", autonaming configuration.
  document.setIn(["config", "pulumi:autonaming", "pattern"], "${stack}-${name}-${hex(7)}");
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

/** @returns what it did, in a sentence. @throws UserError */
export async function review(dir: string, options: ReviewOptions, commands: Commands): Promise<string> {
  const { pullRequest, up = false, down = false, sweep = false } = options;
  if ([up, down, sweep].filter(Boolean).length !== 1) {
    throw new UserError("say --up, --down or --sweep, one of the three");
  }
  if (sweep && pullRequest !== undefined)
    throw new UserError("--sweep looks at every pull request: leave --pull-request out");
  if (sweep) return closed(dir, await abandonedReviews(repositoryOf(process.env), dir, commands), commands);
  if (pullRequest === undefined) {
    throw new UserError("--pull-request is not given: it must be the number of a pull request");
  }
  if (down) return closed(dir, [pullRequest], commands);
  const boundary = process.env["REVIEW_BOUNDARY_ARN"];
  return `${openReview(dir, pullRequest, { ...commands, boundary })} is up to date\n`;
}

function closed(dir: string, pullRequests: readonly number[], commands: Commands): string {
  const destroyed = closeReviews(dir, pullRequests, commands);
  return destroyed.length === 0 ? "there is no stack to destroy\n" : `destroyed ${destroyed.join(", ")}\n`;
}

/** Does it with the Pulumi CLI and npm, and prints what it did. @throws UserError for a person's mistake */
export async function main(dir: string, options: ReviewOptions): Promise<void> {
  const executed = (command: string, args: string[], stdio: "inherit" | ["ignore", "pipe", "inherit"]) => {
    try {
      return String(execFileSync(command, args, { cwd: dir, stdio }) ?? "");
    } catch {
      throw new UserError(`${[command, ...args].join(" ")} failed`);
    }
  };
  const commands: Commands = {
    run: (command, ...args) => void executed(command, args, "inherit"),
    read: (command, ...args) => executed(command, args, ["ignore", "pipe", "inherit"]),
  };
  process.stdout.write(await review(dir, options, commands));
}
