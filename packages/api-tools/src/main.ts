import { resolve } from "node:path";
import { Command } from "commander";
import { runCommand } from "./commandLine";

/** A subcommand's module. */
interface CommandModule {
  main(dir: string, argv: readonly string[]): Promise<void>;
}

/** Subcommands with their descriptions; each module is loaded when its command runs. */
const commands: readonly (readonly [name: string, description: string, load: () => Promise<CommandModule>])[] = [
  ["report", "what the working tree changes: routes, permissions, policies, resources, cost", () => import("./report")],
  ["cost", "what a stack costs a month, by service and route", () => import("./cost")],
  ["policy", "the policy pack's controls over every stack, without an account", () => import("./policy")],
  ["doctor", "what an AWS account lacks for a stack, read-only", () => import("./doctor")],
  ["release", "gives a release a share of the calls, takes it back, or finishes it", () => import("./release")],
  ["versions", "lists or deletes published versions that nothing needs", () => import("./versions")],
  ["rename", "renames the resource and the project, before the first deployment", () => import("./rename")],
  ["token", "prints a token of the local run's user pool", () => import("./token")],
  ["contract", "runs the contract suite against a deployed stack", () => import("./pipeline/contract")],
  ["comment", "writes the report into its pull request", () => import("./pipeline/comment")],
  ["released", "prints the commit that was deployed last with success", () => import("./pipeline/released")],
  ["rollback", "deploys an earlier commit again", () => import("./pipeline/rollback")],
  ["review", "creates, updates or destroys a pull request's own stack", () => import("./pipeline/review")],
];

/** `api-tools COMMAND`: exit code 1 and one line on standard error for a person's mistake. */
export function main(argv: readonly string[], version: string): void {
  const program = new Command("api-tools")
    .description("Commands from pull request to production for a REST API declared with Pulumi.")
    .version(version)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .option("--program <dir>", "folder of the program's Pulumi.yaml", ".");
  for (const [name, description, load] of commands) {
    program
      .command(name)
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .passThroughOptions()
      .argument("[options...]")
      .action((options: string[]) =>
        runCommand(async () => (await load()).main(resolve(program.opts<{ program: string }>().program), options)),
      );
  }
  void program.parseAsync([...argv], { from: "user" });
}
