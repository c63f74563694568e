import { parseArgs, type ParseArgsConfig } from "node:util";
import { didYouMean } from "../kernel/didYouMean";
import { UserError } from "../kernel/errors";

type Known = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options, and nothing beside them.
 *
 * @param command as a person types it, `npm start --`.
 * @throws UserError with one sentence for an option that it does not know.
 */
export function parseStrict<const T extends Known>(command: string, known: T, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], strict: true, allowPositionals: false, options: known }).values;
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
    const hint = unknown === undefined ? undefined : didYouMean(unknown, Object.keys(known));
    const meant = hint === undefined ? ":" : `, did you mean --${hint}?`;
    throw new UserError(`${sentence}${meant} ${command} --help lists the options`);
  }
}

/** An option that npm took for itself: it passes it on as a variable and not as an argument. Undefined where none is. */
export function takenByNpm(
  names: readonly string[],
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly name: string; readonly value: string } | undefined {
  const valueOf = (name: string) => env[`npm_config_${name.replaceAll("-", "_")}`];
  const name = names.find((each) => valueOf(each) !== undefined);
  if (name === undefined || argv.some((argument) => argument.startsWith(`--${name}`))) return undefined;
  return { name, value: valueOf(name)! };
}

/** The arguments with each negative value joined to its option, for which it would be taken otherwise. */
export function withNegatives(argv: readonly string[], options: readonly string[]): string[] {
  const isNegative = (argument = "") => /^-\d/.test(argument);
  return argv.flatMap((argument, index) => {
    const next = argv[index + 1];
    if (options.includes(argument) && isNegative(next)) return [`${argument}=${next}`];
    return options.includes(argv[index - 1] ?? "") && isNegative(argument) ? [] : [argument];
  });
}
