import { Console } from "node:console";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { didYouMean } from "../local/engine/didYouMean";
import { UserError } from "../local/engine/errors";

type Known = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options.
 *
 * @param command as a person types it, `npm run cost`.
 * @throws UserError with one sentence for an option that it does not know, and for one that npm took.
 */
export function parseCommand<const T extends Known>(command: string, known: T, argv: readonly string[]) {
  const names = Object.keys(known);
  checkNpm(command, names, argv);
  try {
    return parseArgs({ args: [...argv], strict: true, allowPositionals: false, options: known }).values;
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
    const hint = unknown === undefined ? undefined : didYouMean(unknown, names);
    const meant = hint === undefined ? ":" : `, did you mean --${hint}?`;
    throw new UserError(`${sentence}${meant} ${command} -- --help lists the options`);
  }
}

/** `npm run cost --stack prod` gives the option to npm, which passes it on as a variable and not as an argument. */
function checkNpm(command: string, names: readonly string[], argv: readonly string[]): void {
  const taken = names.find((name) => process.env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined);
  if (taken === undefined || argv.some((argument) => argument.startsWith(`--${taken}`))) return;
  throw new UserError(`npm keeps --${taken} for itself: write ${command} -- --${taken} …`);
}

/** A number of an option. @throws UserError that names the option, the value and the rule. */
export function numberOf(option: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UserError(`--${option} is ${text}: it must be a number from ${min} to ${max}, written as 1500 or 1.5e3`);
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
