import { Argument, type Command } from "commander";
import { defaultStack, integerOf, programOf } from "../commandLine";
import type { ReleaseOptions } from "../release";
import { defaultKeep, defaultPercent, steps, type Step } from "../release/steps";
import type { VersionsOptions } from "../versions";

const releaseHelp = `
Steps:
  start   reads the live versions from standard input; the next deployment sends only a share of the calls to new ones
  share   changes the share
  back    sends all calls to the previous versions; the new versions stay published
  finish  sends all calls to the new versions

The command changes only the setting canary in the stack's file; pulumi up applies it. It rejects settings that the
program rejects, such as a share together with provisioned concurrency.

  pulumi stack output liveVersions --json | npx api-tools release start`;

const versionsHelp = `
Lambda keeps every version that a deployment publishes. This command lists the versions that can be deleted. It keeps
the newest versions, the versions that an alias names, and the predecessor of each of those for a rollback.

Credentials and region come from the environment. The command needs lambda:ListVersionsByFunction and
lambda:ListAliases on the functions, and lambda:DeleteFunction with --delete.

  pulumi stack output functionNames --json | npx api-tools versions`;

/** Adds the commands for gradual releases. */
export function declareReleases(program: Command): void {
  program
    .command("release")
    .description("starts, changes, takes back or finishes a canary release")
    .addArgument(new Argument("<step>", "step of the release").choices(steps))
    .option("-s, --stack <name>", "stack whose Pulumi.NAME.yaml is changed", defaultStack)
    .option(
      "--percent <n>",
      "share of the calls for new versions, 1 to 99",
      integerOf("percent", [1, 99]),
      defaultPercent,
    )
    .addHelpText("after", releaseHelp)
    .action(async (step: Step, options: ReleaseOptions, command: Command) => {
      const release = await import("../release");
      await release.main(programOf(command), { ...options, step });
    });
  program
    .command("versions")
    .description("lists or deletes published versions that no alias needs")
    .option(
      "--keep <n>",
      "number of newest versions to keep of each function",
      integerOf("keep", [1, 1_000]),
      defaultKeep,
    )
    .option("--delete", "deletes the versions instead of listing them")
    .addHelpText("after", versionsHelp)
    .action(async (options: VersionsOptions) => {
      const versions = await import("../versions");
      await versions.main(options);
    });
}
