import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../../local-cloud/src/kernel/errors";
import { parseCommand, runCommand } from "../commandLine";
import { pullRequestOf } from "./comment";

const usage = `Usage: npm run review -- --pull-request NUMBER (--up | --down)

  --pull-request NUMBER  the pull request whose stack it is: pr-NUMBER
  --up                   makes the stack from dev's settings, or brings it to this working tree
  --down                 destroys it with all of its data, and its state and settings with it
`;

/** Runs a command in the project. @throws Error when it fails */
export type Run = (command: string, ...args: string[]) => void;

/**
 * Makes or destroys a pull request's own stack, with dev's settings as they are now. Two stacks share an account and a
 * region: no name is fixed but the API's, which holds the stack's.
 *
 * @returns the stack's name.
 */
export function review(
  dir: string,
  pullRequest: number,
  { up, run }: { readonly up: boolean; readonly run: Run },
): string {
  const stack = `pr-${pullRequest}`;
  const settings = readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8");
  // With dev's secrets provider and encrypted key: what is encrypted in its settings stays readable.
  writeFileSync(join(dir, `Pulumi.${stack}.yaml`), settings);
  const { secretsprovider: provider } = parse(settings) as { readonly secretsprovider?: string };
  if (up) {
    const secrets = provider === undefined ? [] : ["--secrets-provider", provider];
    run("pulumi", "stack", "select", "--non-interactive", "--create", ...secrets, stack);
    run("npm", "run", "deploy", "--", "--stack", stack);
  } else {
    run("pulumi", "destroy", "--non-interactive", "--yes", "--skip-plugin-pre-install", "--remove", "--stack", stack);
  }
  return stack;
}

if (require.main === module) {
  void runCommand(() => {
    const known = {
      "pull-request": { type: "string" },
      up: { type: "boolean", default: false },
      down: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    } as const;
    const { "pull-request": number, up, down, help } = parseCommand("npm run review", known, process.argv.slice(2));
    const dir = resolve(__dirname, "../../../..");
    const run: Run = (command, ...args) => {
      try {
        execFileSync(command, args, { cwd: dir, stdio: "inherit" });
      } catch {
        throw new UserError(`${[command, ...args].join(" ")} failed`);
      }
    };
    if (help) process.stdout.write(usage);
    else if (up === down) throw new UserError("say --up or --down, one of the two");
    else review(dir, pullRequestOf(number), { up, run });
    return Promise.resolve();
  });
}
