import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { UserError } from "../kernel/errors";
import { Faults, faultHelp } from "../kernel/faults";
import type { Override } from "../program/project/configPath";
import { listOf, newCommand, optionOf, portOf, sentenceOf, textOf, timeScaleOf } from "./commandLine";

export interface Options {
  readonly stack: string;
  readonly host: string;
  readonly port: number;
  readonly config: readonly Override[];
  /** File with the values that a local run cannot compute, such as outputs of other stacks. */
  readonly answers: string | undefined;
  readonly allowNetwork: boolean;
  readonly dataDir: string | undefined;
  readonly timeScale: number;
  readonly faults: Faults;
  readonly program: string;
  readonly watch: boolean;
  /** Prints the log lines of all requests, not only of failed ones. */
  readonly logs: boolean;
  /** Port at which debuggers attach. */
  readonly inspect: number | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
  /** Prints what would run, and ends. */
  readonly check: boolean;
  /** Serves `/_local/` and records what it shows. */
  readonly console: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Values that a command line does not contain. */
export interface CommandContext {
  /** Folder of the program that runs when `--program` is absent. */
  readonly root: string;
  readonly env: Environment;
  readonly version: string;
}

/** Declares the command that runs a program. Its action gets checked options. */
export function runCommand(context: CommandContext, action: (options: Options) => Promise<void> | void): Command {
  const { root, env, version } = context;
  const command = newCommand(commandName(env))
    .description("Runs a Pulumi program on this machine. The subcommand dynamodb serves DynamoDB alone.")
    .version(version, "--version", "prints the version")
    // Options after `dynamodb` are the subcommand's.
    .enablePositionalOptions()
    .configureHelp({ helpWidth: 120, sortOptions: false })
    .addHelpText("after", `\nKinds of faults:\n${faultHelp.replace(/^/gm, "  ")}`);
  for (const option of declaredOptions(root)) command.addOption(option);
  return command.action((values: Values) => action(optionsOf(values)));
}

/** Reads the options of a run. @throws UserError with one sentence that names the option, its value and the rule */
export function parseOptions(argv: readonly string[], root: string, env: Environment = {}): Options {
  checkNpm(argv, env);
  let options: Options | undefined;
  const command = runCommand({ root, env, version: "" }, (parsed) => {
    options = parsed;
  });
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    throw new UserError(sentenceOf(error, commandName(env)));
  }
  return options!;
}

/** Returns the command as the person has typed it: by npm's script, or by its name. */
export function commandName(env: Environment): string {
  return env["npm_lifecycle_event"] === "start" ? "npm start --" : "local-cloud";
}

/** Values as commander returns them: a flag or list that is not given is absent. */
interface Values extends Pick<Options, "stack" | "host" | "port" | "timeScale" | "program" | "console"> {
  readonly config?: readonly string[];
  readonly secret?: readonly string[];
  readonly answers?: string;
  readonly allowNetwork?: true;
  readonly data?: string;
  readonly fault?: readonly string[];
  readonly watch?: true;
  readonly logs?: true;
  readonly inspect?: number;
  readonly verbose?: true;
  readonly json?: true;
  readonly check?: true;
}

function optionsOf({ config = [], secret = [], data, fault = [], ...values }: Values): Options {
  return {
    allowNetwork: false,
    watch: false,
    logs: false,
    verbose: false,
    json: false,
    check: false,
    answers: undefined,
    inspect: undefined,
    ...values,
    config: [...config, ...secret.map((each) => ({ secret: each }))],
    dataDir: data,
    faults: new Faults(fault),
  };
}

const pathOf = (option: string, text: string) => resolve(textOf(option, text));

function declaredOptions(root: string): Option[] {
  return [
    optionOf("-s, --stack <name>", "stack to run: reads Pulumi.NAME.yaml", textOf).default("dev"),
    optionOf("--port <n>", "port of the API, 0 for a free one", portOf).default(3000),
    optionOf("--host <address>", "address to listen on; the default is this machine only", textOf).default("127.0.0.1"),
    listOf(
      "--config <key=value>",
      "overrides a setting for this run; the key may be a path: usagePlans[0].rateLimit=1, or an output of another stack: organization/project/stack:NAME=VALUE",
    ),
    listOf("--secret <key=value>", "as --config, for a value that the program gets as a secret"),
    optionOf("--answers <file>", "outputs of other stacks and answers of providers' functions", pathOf),
    new Option("--allow-network", "lets integrations over HTTP call other machines than this one"),
    optionOf("--data <dir>", "keeps tables in DIR; without it, in memory", pathOf),
    optionOf("--time-scale <n>", "runs the clock of throttles, quotas and alarms N times faster", timeScaleOf).default(
      1,
    ),
    listOf("--fault <kind=value>", "injects faults, the same ones on every run; seed=N draws others"),
    optionOf("--program <dir>", "folder of the Pulumi program", pathOf).default(root, "this folder"),
    new Option("--watch", "loads the program again when one of its files changes; data and keys stay"),
    new Option("--logs", "prints what functions and access logs write; without it, only that of failed calls"),
    new Option("--no-console", "leaves out the console and the reference at /_local/"),
    optionOf(
      "--inspect [port]",
      "lets a debugger attach: breakpoints in the program's files hold in its functions, and a function at a breakpoint does not time out (docs/debugging.md); the default port is 9229",
      portOf,
    ).preset("9229"),
    new Option("--verbose", "lists by name what is declared and not emulated"),
    new Option("--json", "prints one JSON line on standard output when ready, everything else on standard error"),
    new Option(
      "--check",
      "prints what of the program would run, what would not and why, and ends: exit 1 if a route cannot answer",
    ),
  ];
}

/**
 * Rejects options that npm has parsed as its own. npm passes the option of `npm start --port 4100` on as an environment
 * variable, not as an argument.
 *
 * @throws UserError
 */
export function checkNpm(argv: readonly string[], env: Environment): void {
  const valueOf = (name: string) => env[`npm_config_${name.replaceAll("-", "_")}`];
  const names = declaredOptions("").map(({ long }) => long!.replace(/^--/, ""));
  const name = names.find((each) => valueOf(each) !== undefined);
  if (name === undefined || argv.some((argument) => argument.startsWith(`--${name}`))) return;
  const value = valueOf(name)!;
  // npm passes the value of an option on as an argument, so `argv` may already contain it.
  const own = value === "true" || value === "" ? [`--${name}`] : [`--${name}`, value];
  throw new UserError(
    `npm keeps --${name} for itself: write npm start -- ${[...new Set([...own, ...argv])].join(" ")}`,
  );
}
