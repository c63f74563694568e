import { Command, CommanderError, Option } from "commander";
import { checkScale } from "../kernel/clock";
import { UserError } from "../kernel/errors";

/**
 * Creates a command with the conventions of this package: `--help`, no positional arguments, errors thrown.
 *
 * @param name as a person types it, such as `npm start --`.
 */
export function newCommand(name: string): Command {
  return (
    new Command(name)
      .helpOption("-h, --help", "prints this help")
      .helpCommand(false)
      .allowExcessArguments(false)
      .exitOverride()
      // `sentenceOf` returns the message instead.
      .configureOutput({ outputError: () => undefined })
  );
}

/** Returns an option whose values are parsed, and rejected with one sentence, by `parse`. */
export function optionOf<T>(flags: string, description: string, parse: (option: string, text: string) => T): Option {
  const option = new Option(flags, description);
  return option.argParser((text: string) => parse(option.long!, text));
}

/** Returns an option that may be repeated. Its value is the list of all values. */
export function listOf(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.argParser((text: string, previous: readonly string[] = []) => [
    ...previous,
    textOf(option.long!, text),
  ]);
}

/** Rejects an empty value: `--data "$UNSET"` must not mean the current folder, nor `--host ""` every interface. */
export function textOf(option: string, text: string): string {
  if (text.trim() === "") throw new UserError(`${option} is empty: give it a value or leave it out`);
  if (text.startsWith("--")) throw new UserError(`${option} is ${text}: it must be a value, not another option`);
  return text;
}

export function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UserError(`${option} is ${text}: it must be an integer from 0 to 65535`);
  return port;
}

export function timeScaleOf(option: string, text: string): number {
  const scale = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  checkScale(scale, `${option} is ${text}`);
  return scale;
}

/**
 * Returns the one line that a mistake on the command line prints; empty after `--help` and `--version`.
 *
 * @throws the error if it is no mistake on the command line.
 */
export function sentenceOf(error: unknown, command: string): string {
  if (!(error instanceof CommanderError)) throw error;
  if (/^commander\.(?:help|version)/.test(error.code)) return "";
  return `${error.message.replace(/^error: /, "").replace(/\.?\n/, " ")}: ${command} --help lists the options`;
}
