import { resolve } from "node:path";
import type { ParseArgsConfig } from "node:util";
import { checkScale } from "../kernel/clock";
import type { Override } from "../program/configPath";
import { UserError } from "../kernel/errors";
import { Faults, faultHelp } from "../kernel/faults";
import { parseStrict, takenByNpm, withNegatives } from "./commandLine";

export interface Options {
  readonly stack: string;
  readonly host: string;
  readonly port: number;
  readonly config: readonly Override[];
  /** File of what a local run cannot know. */
  readonly answers: string | undefined;
  readonly allowNetwork: boolean;
  readonly dataDir: string | undefined;
  readonly timeScale: number;
  readonly faults: Faults;
  readonly program: string;
  readonly watch: boolean;
  /** Whether to show what functions and access logs write of every request. */
  readonly logs: boolean;
  /** Port at which debuggers attach; undefined where none may. */
  readonly inspect: number | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
  /** Whether to say what would run, and end. */
  readonly check: boolean;
  /** Whether `/_local/` is served, and what happens is kept for it. */
  readonly console: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const usage = `Usage: npm start -- [options]
       npm start -- dynamodb [--port N] [--data DIR]   serves DynamoDB alone; dynamodb --help lists its options

  --stack NAME         stack to run: reads Pulumi.NAME.yaml (default: dev)
  --port N             port of the API, 0 for a free one (default: 3000)
  --host ADDRESS       address to listen on (default: 127.0.0.1, this machine only)
  --config KEY=VALUE   overrides a setting for this run; the key may be a path: usagePlans[0].rateLimit=1,
                       or an output of another stack: organization/project/stack:NAME=VALUE
  --secret KEY=VALUE   the same for a value that the program gets as a secret, such as one that the stack's file encrypts
  --answers FILE       says what a local run cannot know: outputs of other stacks, answers of providers' functions
  --allow-network      lets integrations over HTTP call other machines than this one
  --data DIR           keeps tables in DIR (default: in memory)
  --time-scale N       runs the clock of throttles and quotas N times faster (default: 1)
  --fault KIND=VALUE   makes things go wrong, the same ones on every run; --fault seed=N draws others:
${faultHelp.replace(/^/gm, "                         ")}
  --program DIR        folder of the Pulumi program (default: this one)
  --watch              loads the program again when one of its files changes; data and keys stay
  --logs               shows what functions and access logs write; without it, that of failed calls
  --no-console         leaves out the console and the reference at /_local/
  --inspect[=PORT]     lets a debugger attach (default: 9229): breakpoints in the program's files hold in its functions,
                       and a function at a breakpoint does not time out (docs/debugging.md)
  --verbose            lists what is declared and not emulated by name
  --json               prints one JSON line on standard output when ready, everything else on standard error
  --check              says what of the program would run, what would not and why, and ends: exit 1 if a route cannot answer
  --version            prints the version of the local cloud
  --help               shows this
`;

/** Reads the command line. @throws UserError with one sentence for anything that it does not know. */
export function parseOptions(
  argv: readonly string[],
  defaultProgram: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Options {
  checkNpm(argv, env);
  const values = parseStrict("npm start --", known, withNegatives(withInspectPort(argv), numeric));
  return {
    stack: values.stack,
    host: filled("host", values.host),
    port: portOf(values.port),
    config: [...values.config, ...values.secret.map((secret) => ({ secret }))],
    allowNetwork: values["allow-network"],
    answers: values.answers === undefined ? undefined : resolve(filled("answers", values.answers)),
    dataDir: values.data === undefined ? undefined : resolve(filled("data", values.data)),
    timeScale: timeScaleOf(values["time-scale"]),
    faults: new Faults(values.fault),
    program: resolve(values.program ?? defaultProgram),
    watch: values.watch,
    logs: values.logs,
    inspect: values.inspect === undefined ? undefined : portOf(values.inspect, "--inspect"),
    verbose: values.verbose,
    json: values.json,
    check: values.check,
    console: !values["no-console"],
    help: values.help,
    version: values.version,
  };
}

const known = {
  stack: { type: "string", short: "s", default: "dev" },
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "3000" },
  config: { type: "string", multiple: true, default: [] },
  secret: { type: "string", multiple: true, default: [] },
  answers: { type: "string" },
  "allow-network": { type: "boolean", default: false },
  data: { type: "string" },
  "time-scale": { type: "string", default: "1" },
  fault: { type: "string", multiple: true, default: [] },
  program: { type: "string" },
  watch: { type: "boolean", default: false },
  logs: { type: "boolean", default: false },
  inspect: { type: "string" },
  verbose: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  "no-console": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} satisfies ParseArgsConfig["options"];

/**
 * `npm start --port 4100` gives the option to npm, which passes it on as a variable and not as an argument.
 *
 * @throws UserError
 */
function checkNpm(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): void {
  const taken = takenByNpm(Object.keys(known), argv, env);
  if (taken === undefined) return;
  const { name, value } = taken;
  // A value that npm took for an argument is among these already.
  const own = value === "true" || value === "" ? [`--${name}`] : [`--${name}`, value];
  throw new UserError(
    `npm keeps --${name} for itself: write npm start -- ${[...new Set([...own, ...argv])].join(" ")}`,
  );
}

/** Options that take a number. */
const numeric = ["--port", "--time-scale"];

/** `--data "$UNSET"` must not mean the current folder, nor `--host ""` every interface. */
function filled(option: string, value: string): string {
  if (value.trim() === "") throw new UserError(`--${option} is empty: give it a value or leave it out`);
  return value;
}

/** As of Node.js itself, the value of --inspect may be left out. */
function withInspectPort(argv: readonly string[]): string[] {
  return argv.map((argument) => (argument === "--inspect" ? "--inspect=9229" : argument));
}

function portOf(text: string, option = "--port"): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UserError(`${option} is ${text}: it must be an integer from 0 to 65535`);
  return port;
}

function timeScaleOf(text: string): number {
  const scale = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  checkScale(scale, `--time-scale is ${text}`);
  return scale;
}
