import { resolve } from "node:path";
import { CommanderError, type Command } from "commander";

/** The stack that a command is about where none is named. */
export const defaultStack = "prod";

/** A person's mistake on the command line; nothing of the local cloud has to be loaded to report it. */
export function mistake(sentence: string): CommanderError {
  return new CommanderError(1, "api-tools.mistake", sentence);
}

/** Folder of the program that a command is about. */
export function programOf(command: Command): string {
  return resolve(command.optsWithGlobals<{ program: string }>().program);
}

/** Adds a value to those that an option already has. */
export function collected(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

type Range = readonly [min: number, max: number];

/** Reads a number of an option. @throws CommanderError that names the option, the value and the rule. */
export function numberOf(option: string, [min, max]: Range): (text: string) => number {
  return (text) => {
    const value = /^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw mistake(`--${option} is ${text}: it must be a number from ${min} to ${max}, written as 1500 or 1.5e3`);
  };
}

/** Reads an integer of an option. @throws CommanderError that names the option, the value and the rule. */
export function integerOf(option: string, [min, max]: Range): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw mistake(`--${option} is ${text}: it must be an integer from ${min} to ${max}`);
  };
}

/**
 * Rejects an option in place of the value that the option before it lacks: `--stack --json`.
 *
 * @throws CommanderError that names both.
 */
export function checkValues(command: Command): void {
  for (const option of command.options) {
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat();
    const other = values.filter((value) => typeof value === "string").find((value) => value.startsWith("--"));
    if (other !== undefined) throw mistake(`${option.long} is ${other}: it must be a value, not another option`);
  }
}

/** A pull request's number. @throws CommanderError for anything else */
export function pullRequestOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw mistake(`--pull-request is ${text}: it must be the number of a pull request`);
}
