import { Argument, type Command } from "commander";
import { defaultStack, integerOf, programOf } from "../commandLine";
import type { ReleaseOptions } from "../release";
import { defaultKept, defaultPercent, steps, type Step } from "../release/steps";
import type { VersionsOptions } from "../versions";

const releaseHelp = `
Steps:
  start   the next deployment gives its new versions a share of the calls, and the rest to those on standard input
  share   changes the share
  back    sends all calls to the previous versions; the new ones stay published
  finish  sends all calls to the new versions

It changes the setting canary in the stack's file and nothing else: pulumi up applies it. It rejects what the program
would reject, such as a share beside provisioned concurrency.

  pulumi stack output liveVersions --json | npx api-tools release start`;

const versionsHelp = `
Lambda keeps each version that a deployment publishes. This lists those that nothing needs: it keeps the newest ones,
those that an alias names, and of each of these the one before it, to which a release goes back.

Credentials and region come from the environment; it needs lambda:ListVersionsByFunction, lambda:ListAliases and, with
--delete, lambda:DeleteFunction on the functions.

  pulumi stack output functionNames --json | npx api-tools versions`;

/** Declares the commands of a gradual release. */
export function declareReleases(program: Command): void {
  program
    .command("release")
    .description("gives a release a share of the calls, takes it back, or finishes it")
    .addArgument(new Argument("<step>", "what to do").choices(steps))
    .option("-s, --stack <name>", "stack whose Pulumi.NAME.yaml is changed", defaultStack)
    .option("--percent <n>", "share of the new versions, 1 to 99", integerOf("percent", [1, 99]), defaultPercent)
    .addHelpText("after", releaseHelp)
    .action(async (step: Step, options: ReleaseOptions, command: Command) => {
      const release = await import("../release");
      await release.main(programOf(command), { ...options, step });
    });
  program
    .command("versions")
    .description("lists or deletes published versions that nothing needs")
    .option("--keep <n>", "newest versions of a function that stay", integerOf("keep", [1, 1_000]), defaultKept)
    .option("--delete", "deletes the others, and does not only list them")
    .addHelpText("after", versionsHelp)
    .action(async (options: VersionsOptions) => {
      const versions = await import("../versions");
      await versions.main(options);
    });
}
