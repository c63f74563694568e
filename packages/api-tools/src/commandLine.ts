import { Console } from "node:console";
import type { ParseArgsConfig } from "node:util";
import { UserError } from "../../local-cloud/src/kernel/errors";
import { parseStrict, takenByNpm } from "../../local-cloud/src/terminal/commandLine";

type Known = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options.
 *
 * @param command as a person types it, `npm run cost`.
 * @throws UserError with one sentence for an option that it does not know, and for one that npm took.
 */
export function parseCommand<const T extends Known>(command: string, known: T, argv: readonly string[]) {
  const taken = takenByNpm(Object.keys(known), argv, process.env);
  if (taken !== undefined) {
    throw new UserError(`npm keeps --${taken.name} for itself: write ${command} -- --${taken.name} …`);
  }
  return parseStrict(command, known, argv);
}

/** A number of an option. @throws UserError that names the option, the value and the rule. */
export function numberOf(option: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UserError(`--${option} is ${text}: it must be a number from ${min} to ${max}, written as 1500 or 1.5e3`);
}

/** What a command reads from standard input. @param sentence what it must hold. @throws UserError for what is no JSON */
export function jsonInput(text: string, sentence: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(sentence);
  }
}

/** Runs a command; what a person did wrong is one line on standard error, and exit code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  // What the program prints is none of the command's answer.
  globalThis.console = new Console(process.stderr);
  try {
    await command();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
