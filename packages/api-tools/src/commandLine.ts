import { Console } from "node:console";
import { parseStrict, UserError } from "@onemachine/local-cloud";

/**
 * Reads a command's options.
 *
 * @param command as a person types it, `npx api-tools cost`.
 * @throws UserError with one sentence for an option that it does not know.
 */
export const parseCommand = parseStrict;

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
