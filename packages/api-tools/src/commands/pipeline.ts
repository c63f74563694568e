import type { Command } from "commander";
import { programOf, pullRequestOf } from "../commandLine";
import type { ReviewOptions } from "../pipeline/review";

const inJob = "in a job of GitHub Actions, with GITHUB_TOKEN";
const reviewHelp = `
REVIEW_BOUNDARY_ARN is the output reviewBoundaryArn of bootstrap/: the permissions boundary of the stacks' roles.`;

/** Adds the commands that workflows run. */
export function declarePipeline(program: Command): void {
  declareContract(program);
  declareRollback(program);
  program
    .command("comment")
    .description(`writes the report as a comment on its pull request, or updates the earlier comment; runs ${inJob}`)
    .requiredOption("--file <file>", "Markdown file with the text of the comment")
    .requiredOption("--pull-request <number>", "pull request to comment on", pullRequestOf)
    .action(async ({ file, pullRequest }: { file: string; pullRequest: number }) => {
      const comment = await import("../pipeline/comment");
      await comment.main(file, pullRequest);
    });
  program
    .command("review")
    .description("creates, updates or destroys the review stack of a pull request")
    .option("--pull-request <number>", "pull request of the stack pr-NUMBER", pullRequestOf)
    .option("--up", "creates the stack from dev's settings, or updates it to this working tree")
    .option("--down", "destroys the stack with its data, state and settings; does nothing if it does not exist")
    .option("--sweep", `destroys stacks of pull requests that are closed or lost the label review-stack; runs ${inJob}`)
    .addHelpText("after", reviewHelp)
    .action(async (options: ReviewOptions, command: Command) => {
      const review = await import("../pipeline/review");
      await review.main(programOf(command), options);
    });
}

function declareContract(program: Command): void {
  program
    .command("contract")
    .description("runs the contract suite against a deployed stack; the Pulumi CLI provides its URL and key")
    .requiredOption("-s, --stack <name>", "deployed stack")
    .option("--smoke", "calls each operation once: about 20 requests, which count against a monthly quota")
    .action(async (options: { stack: string; smoke?: boolean }, command: Command) => {
      const contract = await import("../pipeline/contract");
      contract.main(programOf(command), options);
    });
}

function declareRollback(program: Command): void {
  program
    .command("released")
    .description(`prints the commit of the last successful deployment, if any; runs ${inJob}`)
    .requiredOption("--environment <name>", "GitHub environment of the deployments, such as prod")
    .action(async ({ environment }: { environment: string }) => {
      const released = await import("../pipeline/released");
      await released.main(environment);
    });
  program
    .command("rollback")
    .description("deploys an earlier commit with its own packages and settings; keeps all data")
    .requiredOption("-s, --stack <name>", "stack to roll back")
    .requiredOption("--to <commit>", "full hash of the commit to deploy; npx api-tools released prints it")
    .action(async ({ stack, to }: { stack: string; to: string }, command: Command) => {
      const { rollback, parseRollback } = await import("../pipeline/rollback");
      rollback(programOf(command), parseRollback(stack, to));
    });
}
