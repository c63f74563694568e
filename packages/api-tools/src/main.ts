import { Console } from "node:console";
import { Command, CommanderError } from "commander";
import { checkValues } from "./commandLine";
import { declareBeforeDeployment } from "./commands/beforeDeployment";
import { declareOperation } from "./commands/operation";
import { declarePipeline } from "./commands/pipeline";
import { declareProject } from "./commands/project";
import { declareReleases } from "./commands/releases";

/** Declares all commands with their options. Each command loads its module when it runs. */
export function createCommandLine(version: string): Command {
  const program = new Command("api-tools")
    .description("Commands from pull request to production for a REST API declared with Pulumi.")
    .version(version, "--version", "prints the version")
    .helpOption("-h, --help", "prints this help")
    .helpCommand(false)
    .option("--program <dir>", "folder of the program's Pulumi.yaml", ".")
    .exitOverride()
    // `main` prints errors, on one line.
    .configureOutput({ outputError: () => undefined })
    .hook("preAction", (_, command) => checkValues(command));
  declareBeforeDeployment(program.commandsGroup("Before a deployment:"));
  declareReleases(program.commandsGroup("Releases:"));
  declareOperation(program.commandsGroup("In operation:"));
  declareProject(program.commandsGroup("In development:"));
  declarePipeline(program.commandsGroup("In a pipeline:"));
  return program;
}

/** Runs `api-tools COMMAND`. A user's mistake prints one line on standard error and sets exit code 1. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // A reader that closes the pipe early (`api-tools policy | head`) is not an error.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // Keeps the program's console output out of standard output, which contains only the command's result.
  globalThis.console = new Console(process.stderr);
  try {
    await createCommandLine(version).parseAsync([...argv], { from: "user" });
  } catch (error) {
    const sentence = await describeMistake(error);
    if (sentence !== "") process.stderr.write(`${sentence}\n`);
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  }
}

/** Returns the message of a user's mistake, or "" after help or version. @throws the error itself if it is a defect */
export async function describeMistake(error: unknown): Promise<string> {
  if (error instanceof CommanderError) {
    if (/^commander\.(?:help|version)/.test(error.code)) return "";
    return joinLines(error.message);
  }
  const { UserError } = await import("@onemachine/local-cloud");
  if (error instanceof UserError) return error.message;
  throw error;
}

/** Removes the line break before Commander's suggestion. */
function joinLines(message: string): string {
  return message.replace(/^error: /, "").replaceAll("\n", " ");
}
