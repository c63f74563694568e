// First: it changes how the packages that follow are loaded.
import "./engine/deferred";
import { existsSync } from "node:fs";
import type { LocalCloud } from "./cloud";
import { UserError } from "./engine/errors";
import { readProject } from "./engine/project";
import { parseOptions, usage, type Options } from "./options";
import { jsonLine, summary } from "./summary";
import { logPrinter } from "./logPrinter";
import { startCloud } from "./start";
import { watchProgram } from "./watch";

/** `npm start`: runs a Pulumi program on this machine until it is told to stop. @param root the default program. */
export function main(root: string): void {
  run(root).catch(exitWith);
}

async function run(root: string): Promise<void> {
  const options = parseOptions(process.argv.slice(2), root);
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  // As Pulumi does: files that a program names are relative to its folder.
  if (existsSync(options.program)) process.chdir(options.program);
  const cloud = await startCloud(options, logPrinter(options.json ? process.stderr : process.stdout));
  const stop = () => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    // Pulumi's own complains at exit about promises of a program that failed to reload.
    process.removeAllListeners("exit");
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => exitWith(error),
    );
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const output = options.json ? process.stderr : process.stdout;
  output.write(summary(cloud, { color: output.isTTY === true }));
  if (options.json) process.stdout.write(`${jsonLine(cloud)}\n`);
  if (options.watch) watchProgram(options.program, () => reload(cloud, options, output));
}

/** A program that fails to load says why and leaves the one before answering. */
async function reload(cloud: LocalCloud, options: Options, output: NodeJS.WriteStream): Promise<void> {
  const started = performance.now();
  try {
    await cloud.reload(readProject(options.program, options.stack, options.config));
    output.write(`reloaded in ${Math.round(performance.now() - started)} ms\n`);
  } catch (error) {
    output.write(`${errorText(error)}\nnot reloaded: the program from before goes on answering\n`);
  }
}

/** A person's mistake is one line; a defect shows where it is. */
function exitWith(error: unknown): never {
  process.stderr.write(`${errorText(error)}\n`);
  process.exit(1);
}

function errorText(error: unknown): string {
  return error instanceof UserError ? error.message : ((error as Error).stack ?? String(error));
}
