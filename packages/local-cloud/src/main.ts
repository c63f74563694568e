// Must be first: it changes how the following packages are loaded.
import "./program/modules/deferredModules";
import "./program/modules/domains";
import { Console } from "node:console";
import { open as openNodeInspector, url as inspectorUrl } from "node:inspector";
import { relative } from "node:path";
import { CommanderError } from "commander";
import type { LocalCloud } from "./cloud";
import type { Entry } from "./program/project/entry";
import { stackOf, UserError } from "./kernel/errors";
import type { Reader } from "./kernel/facts/facts";
import { reportLateFailures } from "./program/lateFailures";
import { readLocalProject } from "./program/project/secretsFile";
import { removeDeadRuns } from "./kernel/runFolder";
import { publishOutputs } from "./program/project/runOutputs";
import { endProcess, Lifetime } from "./terminal/lifetime";
import { remedyOf } from "./readers/remedy";
import { remedyContextOf } from "./readers/remedyContext";
import { checkProgram } from "./terminal/check";
import { sentenceOf } from "./terminal/commandLine";
import { dynamoDbCommand } from "./terminal/dynamoDbServer";
import { requestLines } from "./terminal/requestLines";
import { checkNpm, commandName, type Options, runCommand } from "./terminal/options";
import { startCloud } from "./start";
import { Quiet, type QuietLimits } from "./terminal/quiet";
import { Reloads } from "./terminal/reload";
import { Screen } from "./terminal/screen";
import { SourceLines } from "./terminal/sourceLines";
import { jsonLine } from "./terminal/jsonLine";
import { formatSummary } from "./terminal/summary";
import { TypeCheck } from "./terminal/typeCheck";
import { watchProgram } from "./terminal/watch";

/**
 * Runs the command line of this process: a Pulumi program or DynamoDB alone, until a signal ends it.
 *
 * @param root the default program folder.
 * @param version the package version, for `--version`.
 */
export async function main(root: string, { version, code }: Start): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    if (argv[0] !== "dynamodb") checkNpm(argv, process.env);
    const command = runCommand({ root, env: process.env, version }, (options) => run(options, code));
    await command.addCommand(dynamoDbCommand()).parseAsync(argv, { from: "user" });
  } catch (error) {
    exitWith(error);
  }
}

interface Start {
  readonly version: string;
  readonly code: CompiledCode;
}

/** The code that V8 compiles in this process. */
interface CompiledCode {
  /** Stores it for later starts. Called when the process begins to end. */
  save(): void;
  /** Called after the first call of a function, when the start is over. */
  optimizeSooner(): void;
}

async function run(options: Options, code: CompiledCode): Promise<void> {
  openInspector(options.inspect);
  const output = options.json ? process.stderr : process.stdout;
  // A closed pipe (`npm start | head`) must not end the server.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // With --json, program output must not reach stdout.
  if (options.json) globalThis.console = new Console(process.stderr);
  const screen = new Screen(output);
  const { color } = screen;
  const lifetime = new Lifetime((text) => screen.write(`${text}\n`));
  lifetime.beforeStop(() => code.save());
  const { entry } = readLocalProject(options.program, options.stack, options.config);
  /** Empty until the cloud has started. */
  const live: { cloud?: LocalCloud } = {};
  const facts = requestLines({
    write: (text) => screen.write(text),
    color,
    logs: options.logs,
    sourceOf: new SourceLines(options.program, entry.file).placeOf,
    advise: (ended) =>
      live.cloud && remedyOf(ended, remedyContextOf(live.cloud.program, live.cloud.registry, options.faults)),
  });
  reportLateFailures((event) => facts({ kind: "log", at: Date.now(), ...event }));
  // As in Pulumi, relative paths of a program refer to its folder.
  process.chdir(entry.workingDir);
  const cloud = await startCloud(
    options.check ? { ...options, port: 0 } : options,
    options.check ? [] : [facts, afterFirstCall(() => code.optimizeSooner())],
  );
  live.cloud = cloud;
  lifetime.endsWith(cloud);
  if (options.check) {
    const { text, sound } = await checkProgram(cloud);
    screen.write(text);
    await cloud.stop();
    lifetime.exit(sound ? 0 : 1);
  }
  await publishOutputs(cloud.program);
  screen.write(formatSummary(cloud, { color, verbose: options.verbose }));
  if (isOpenToOthers(options.host)) screen.write(`${openToOthers}\n\n`);
  // Watch before printing that the run is ready, so that no change after that is missed.
  const types = startTypeCheck(entry, cloud, (text) => screen.write(text));
  lifetime.beforeStop(() => types.end());
  if (options.watch) {
    const read = () => readLocalProject(options.program, options.stack, options.config);
    const reloads = new Reloads({ cloud, screen, read, textOf: errorText });
    watchProgram(options.program, async () => {
      types.stop();
      const loaded = await reloads.reload();
      types.begin();
      return loaded;
    });
  }
  if (options.json) process.stdout.write(`${jsonLine(cloud)}\n`);
  void removeDeadRuns();
}

function afterFirstCall(act: () => void): Reader {
  return ({ kind }) => {
    if (kind === "invocation") act();
  };
}

/** Listens on 127.0.0.1 only: a debugger can run any code. Node.js prints the address on standard error. */
function openInspector(port: number | undefined): void {
  if (port === undefined || inspectorUrl() !== undefined) return;
  openNodeInspector(port, "127.0.0.1");
  if (inspectorUrl() === undefined) throw new UserError(`--inspect is ${port}: another process listens at this port`);
}

/** The first type check takes a core for seconds and several hundred megabytes, so requests come first. */
const beforeTypes: QuietLimits = { quietMillis: 2_000, mostMillis: 60_000 };

function startTypeCheck(
  { workingDir: dir, file }: Entry,
  { facts }: LocalCloud,
  say: (text: string) => void,
): TypeCheck {
  const found = (problem: string | undefined) => facts.report(() => ({ kind: "program", what: "types", problem }));
  const types = new TypeCheck({ dir, main: relative(dir, file), say, found });
  const quiet = new Quiet(beforeTypes);
  const ended = facts.read(({ kind }) => {
    if (kind === "request" || kind === "invocation") quiet.disturb();
  });
  quiet.await(() => {
    ended();
    types.begin();
  });
  return types;
}

function isOpenToOthers(host: string): boolean {
  return !/^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host);
}

const openToOthers =
  "  Warning: with --host, other machines can call this run, and a stack has the same API keys on every machine.";

function exitWith(error: unknown): never {
  const text = error instanceof CommanderError ? sentenceOf(error, typedCommand()) : errorText(error);
  if (text !== "") process.stderr.write(`${text}\n`);
  endProcess(text === "" ? 0 : 1);
}

function typedCommand(): string {
  const name = commandName(process.env);
  return process.argv[2] === "dynamodb" ? `${name} dynamodb` : name;
}

/** Formats an error: one line for a mistake of the user, a stack for a defect. */
function errorText(error: unknown): string {
  return error instanceof UserError ? error.message : stackOf(error);
}
