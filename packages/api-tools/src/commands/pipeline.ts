import type { Command } from "commander";
import { programOf, pullRequestOf } from "../commandLine";
import type { ReviewOptions } from "../pipeline/review";

const inJob = "in a job of GitHub Actions, with GITHUB_TOKEN";
const reviewHelp = `
REVIEW_BOUNDARY_ARN is the output reviewBoundaryArn of bootstrap/: the permissions boundary of the stacks' roles.`;

/** Declares the commands that workflows run. */
export function declarePipeline(program: Command): void {
  declareContract(program);
  declareRollback(program);
  program
    .command("comment")
    .description(`writes the report into its pull request, in place of its earlier one, ${inJob}`)
    .requiredOption("--file <file>", "text of the comment, Markdown")
    .requiredOption("--pull-request <number>", "pull request that it is for", pullRequestOf)
    .action(async ({ file, pullRequest }: { file: string; pullRequest: number }) => {
      const comment = await import("../pipeline/comment");
      await comment.main(file, pullRequest);
    });
  program
    .command("review")
    .description("creates, updates or destroys a pull request's own stack")
    .option("--pull-request <number>", "pull request of the stack pr-NUMBER", pullRequestOf)
    .option("--up", "makes the stack from dev's settings, or updates it to this working tree")
    .option("--down", "destroys it with its data, its state and its settings; does nothing without one")
    .option("--sweep", `destroys those whose pull request is closed or has lost the label review-stack, ${inJob}`)
    .addHelpText("after", reviewHelp)
    .action(async (options: ReviewOptions, command: Command) => {
      const review = await import("../pipeline/review");
      await review.main(programOf(command), options);
    });
}

function declareContract(program: Command): void {
  program
    .command("contract")
    .description("runs the contract suite against a deployed stack, whose URL and key the Pulumi CLI reads")
    .requiredOption("-s, --stack <name>", "deployed stack")
    .option("--smoke", "calls each operation once, some 20 requests: a plan's monthly quota counts them too")
    .action(async (options: { stack: string; smoke?: boolean }, command: Command) => {
      const contract = await import("../pipeline/contract");
      contract.main(programOf(command), options);
    });
}

function declareRollback(program: Command): void {
  program
    .command("released")
    .description(`prints the commit that was deployed last with success, if any, ${inJob}`)
    .requiredOption("--environment <name>", "environment of GitHub to which deployments go: prod")
    .action(async ({ environment }: { environment: string }) => {
      const released = await import("../pipeline/released");
      await released.main(environment);
    });
  program
    .command("rollback")
    .description("deploys an earlier commit again, with its own packages and settings; data stays as it is")
    .requiredOption("-s, --stack <name>", "stack to roll back")
    .requiredOption("--to <commit>", "commit to deploy, in full: npx api-tools released prints it")
    .action(async ({ stack, to }: { stack: string; to: string }, command: Command) => {
      const { rollback, rollbackOf } = await import("../pipeline/rollback");
      rollback(programOf(command), rollbackOf(stack, to));
    });
}
