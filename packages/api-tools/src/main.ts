import { Console } from "node:console";
import { Command, CommanderError } from "commander";
import { checkValues } from "./commandLine";
import { declareBeforeDeployment } from "./commands/beforeDeployment";
import { declarePipeline } from "./commands/pipeline";
import { declareProject } from "./commands/project";
import { declareReleases } from "./commands/releases";

/** All commands with their options. The module that does a command's work is loaded when the command runs. */
export function apiTools(version: string): Command {
  const program = new Command("api-tools")
    .description("Commands from pull request to production for a REST API declared with Pulumi.")
    .version(version, "--version", "prints the version")
    .helpOption("-h, --help", "prints this help")
    .helpCommand(false)
    .option("--program <dir>", "folder of the program's Pulumi.yaml", ".")
    .exitOverride()
    // `main` writes a mistake, as one line.
    .configureOutput({ outputError: () => undefined })
    .hook("preAction", (_, command) => checkValues(command));
  declareBeforeDeployment(program.commandsGroup("Before a deployment:"));
  declareReleases(program.commandsGroup("Releases:"));
  declareProject(program.commandsGroup("In development:"));
  declarePipeline(program.commandsGroup("In a pipeline:"));
  return program;
}

/** `api-tools COMMAND`: exit code 1 and one line on standard error for a person's mistake. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // A reader that leaves (`api-tools policy | head`) is no mistake of a command.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // Standard output holds the command's answer and nothing that the program prints.
  globalThis.console = new Console(process.stderr);
  try {
    await apiTools(version).parseAsync([...argv], { from: "user" });
  } catch (error) {
    const sentence = await sentenceOf(error);
    if (sentence !== "") process.stderr.write(`${sentence}\n`);
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  }
}

/** What a person did wrong; empty where the help or the version is printed already. @throws the error of a defect */
export async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof CommanderError) {
    if (/^commander\.(?:help|version)/.test(error.code)) return "";
    return oneLine(error.message);
  }
  const { UserError } = await import("@onemachine/local-cloud");
  if (error instanceof UserError) return error.message;
  throw error;
}

/** Commander puts its suggestion on a line of its own. */
function oneLine(message: string): string {
  return message.replace(/^error: /, "").replaceAll("\n", " ");
}
