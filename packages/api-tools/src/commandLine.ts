import { resolve } from "node:path";
import { CommanderError, type Command } from "commander";

/** Stack that commands use when --stack is missing. */
export const defaultStack = "prod";

/** Creates the error for wrong usage. Reporting it does not load the local cloud. */
export function usageError(sentence: string): CommanderError {
  return new CommanderError(1, "api-tools.mistake", sentence);
}

/** Returns the folder of the program, from --program. */
export function programOf(command: Command): string {
  return resolve(command.optsWithGlobals<{ program: string }>().program);
}

/** Appends the value of a repeatable option to its earlier values. */
export function appendValue(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

type Range = readonly [min: number, max: number];

/** Returns a parser of numbers for an option. @throws CommanderError that names the option, the value and the range */
export function numberOf(option: string, [min, max]: Range): (text: string) => number {
  return (text) => {
    const value = /^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw usageError(`--${option} is ${text}: it must be a number from ${min} to ${max}, written as 1500 or 1.5e3`);
  };
}

/** Returns a parser of integers for an option. @throws CommanderError that names the option, the value and the range */
export function integerOf(option: string, [min, max]: Range): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw usageError(`--${option} is ${text}: it must be an integer from ${min} to ${max}`);
  };
}

/**
 * Rejects an option whose value is another option, as in `--stack --json`.
 *
 * @throws CommanderError that names both options.
 */
export function checkValues(command: Command): void {
  for (const option of command.options) {
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat();
    const other = values.filter((value) => typeof value === "string").find((value) => value.startsWith("--"));
    if (other !== undefined) throw usageError(`${option.long} is ${other}: it must be a value, not another option`);
  }
}

/** Parses the number of a pull request. @throws CommanderError for any other text */
export function pullRequestOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usageError(`--pull-request is ${text}: it must be the number of a pull request`);
}
