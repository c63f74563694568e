import { resolve, sep } from "node:path";
import { BeforeExit } from "./beforeExit";
import { compileCached, compileMapped } from "./compile";
import { connectCopies, type Copies } from "./copies";
import { readAnswers } from "./answers";
import { endable } from "./endable";
import type { Entry } from "./entry";
import { UserError } from "../kernel/errors";
import { stackOutputs } from "./outputValues";
import { watchProgress } from "./watchProgress";
import { importFresh } from "./esm";
import { findInstalledLate } from "./installedLate";
import { closeInspector } from "./inspector";
import { publishedDocument } from "./publishedDocument";
import { pulumiOf, type PulumiCopy } from "./pulumi";
import { asUserError, namesPlace, withPlace } from "./programErrors";
import { Recorder } from "./recorder";
import { programSources } from "./programSources";
import type { StackOutputs } from "./stackOutputs";
import type { Components, Program, ProviderContext, Providers, StackOutput } from "../kernel/resources";

export interface LoadOptions {
  /** Folder of the program's Pulumi.yaml. */
  readonly dir: string;
  readonly entry: Entry;
  /** The compiler's configuration. */
  readonly tsconfig: string;
  /** Configuration by full key, `items-api:stageName`. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of the values that are secrets. */
  readonly secretKeys: readonly string[];
  /** Outputs of other stacks, by the stacks' names. */
  readonly stacks?: Readonly<Record<string, StackOutputs>>;
  /** What a local run cannot know: a file of answers. */
  readonly answersFile?: string | undefined;
  readonly providers: Providers;
  readonly components?: Components;
  readonly context: ProviderContext;
  /** Leave every output that only a deployment knows unknown, as `pulumi preview` does. */
  readonly preview?: boolean;
  /** Milliseconds without any registration after which the program is taken to be stuck. */
  readonly stuckMillis?: number;
}

/**
 * Runs a Pulumi program in this process and records what it registers.
 *
 * Loads anew each time: modules of the program's own folder are dropped from the require cache first. One at a time:
 * Pulumi's runtime is global.
 *
 * @throws UserError for a RunError or ResourceError of the program, and when resources wait for each other; any other
 *   error as it is.
 */
export async function loadProgram(options: LoadOptions): Promise<Program> {
  const { stackTraceLimit } = Error;
  loading = true;
  process.exit = (code) => {
    throw new UserError(`the program ends the process (process.exit(${code ?? ""})), and a run would end with it`);
  };
  // Pulumi reads a stack trace for each of the promises it makes, some dozens per resource, and where source maps are on
  // each frame is mapped to its TypeScript line: a third of the time a program takes to load.
  Error.stackTraceLimit = 0;
  let stopCompiling = compileCached(options);
  const stopFinding = findInstalledLate();
  try {
    return await load(options);
  } catch (error) {
    if (error instanceof UserError && !namesPlace(error.cause)) throw error;
    // A defect of the program: once more, to say where it is.
    Error.stackTraceLimit = stackTraceLimit;
    stopCompiling();
    stopCompiling = compileMapped(options);
    return await load(options).catch((again: unknown) => {
      throw withPlace(again, options);
    });
  } finally {
    stopCompiling();
    stopFinding();
    Error.stackTraceLimit = stackTraceLimit;
    process.exit = exit;
    closeInspector();
    loading = false;
  }
}

let loading = false;
const exit = process.exit.bind(process);

/** Whether a program is being loaded: what it throws meanwhile is the load's to tell. */
export function isLoading(): boolean {
  return loading;
}

async function load(options: LoadOptions): Promise<Program> {
  const {
    dir,
    entry,
    context,
    config,
    secretKeys,
    stacks = {},
    providers,
    components = {},
    preview = false,
    stuckMillis = 30_000,
  } = options;
  const failure = firstFailure();
  const pulumi = pulumiOf(entry.file);
  const answers = readAnswers(options.answersFile);
  const recorder = new Recorder({
    pulumi,
    providers,
    components,
    context,
    answers,
    stacks,
    dir,
    preview,
    onError: failure.raise,
  });
  const beforeExit = new BeforeExit(dir);
  const unsettled = new Set<string>();
  const stopWatching = watchProgress({ recorder, unsettled, stuckMillis, raise: failure.raise });
  const copies = connectCopies(pulumi, recorder, ({ api }) => api.runtime.setAllConfig({ ...config }, [...secretKeys]));
  try {
    forget(new Set(programFiles(dir, entry.file)));
    const program = run(pulumi, { copies, beforeExit, unsettled }, () => exportsOf(options));
    const outputs = await Promise.race([failure.raised, program]);
    const document = publishedDocument(dir);
    return {
      location: { project: context.project, stack: context.stack, region: context.region },
      resources: recorder.resources,
      reads: recorder.reads,
      hooks: recorder.hooks,
      outputs,
      ...programSources(options, () => programFiles(dir, entry.file)),
      ...(document === undefined ? {} : { document }),
    };
  } catch (error) {
    beforeExit.discard();
    // Promises of Pulumi's own fail with it, and are reported a turn later: they are this load's, and nobody else's.
    await turn();
    throw asUserError(error, pulumi, dir);
  } finally {
    stopWatching();
    beforeExit.stop();
    copies.stop();
    failure.stop();
  }
}

interface Loading {
  readonly copies: Copies;
  readonly beforeExit: BeforeExit;
  readonly unsettled: Set<string>;
}

/** Runs the program as its stack, waits until every resource is registered and resolves the outputs. */
async function run(
  { api }: PulumiCopy,
  { copies, beforeExit, unsettled }: Loading,
  program: () => unknown,
): Promise<Record<string, StackOutput>> {
  const { runtime } = api;
  let outputs: Promise<Record<string, StackOutput>> | undefined;
  // What an earlier load has said of all resources is that load's.
  Object.assign(runtime.getStackResource() ?? {}, { __transformations: [] });
  await runtime.runInPulumiStack(async () => {
    const exported = await program();
    const values = await (typeof exported === "function" ? (exported as () => unknown)() : exported);
    outputs = stackOutputs(api, values, unsettled);
    await outputs;
    return {};
  });
  await beforeExit.emit(() => copies.settled());
  await copies.finish();
  // Rejections are reported a turn after the promise that carried them.
  await turn();
  return outputs!;
}

function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** What the program's module exports. */
async function exportsOf({ dir, entry, tsconfig }: LoadOptions): Promise<unknown> {
  if (entry.esm) return importFresh(entry.file, { dir, tsconfig });
  // A signal that has come in the meantime waits for the event loop, and would be lost without its listener.
  await turn();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  return endable(() => require(entry.file) as unknown);
}

/**
 * The first failure that reaches nobody else: a resource that fails to register leaves the outputs that depend on it
 * pending for ever, and shows only as an unhandled rejection.
 */
function firstFailure() {
  let raise: (reason: unknown) => void = () => undefined;
  const raised = new Promise<never>((_, reject) => {
    raise = reject;
  });
  raised.catch(() => undefined);
  process.on("unhandledRejection", raise).on("uncaughtException", raise);
  const stop = () => process.off("unhandledRejection", raise).off("uncaughtException", raise);
  return { raised, raise, stop };
}

/** Drops modules, and what leads to them: a module is kept by each that has once loaded it. */
function forget(files: ReadonlySet<string>): void {
  for (const file of files) delete require.cache[file];
  for (const module of Object.values(require.cache)) {
    // Node's own loader of ES modules puts some there without any.
    const children = module?.children;
    if (children?.some(({ filename }) => files.has(filename)) !== true) continue;
    module!.children = children.filter(({ filename }) => !files.has(filename));
  }
}

/** Source files of the program that are loaded now: those that its entry leads to, packages excluded. */
export function programFiles(dir: string, entry: string): string[] {
  const own = resolve(dir) + sep;
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const module = require.cache[file];
    if (module === undefined || found.has(file) || !isOwn(file, own)) continue;
    found.add(file);
    waiting.push(...(module.children ?? []).map(({ filename }) => filename));
  }
  return [...found];
}

function isOwn(file: string, own: string): boolean {
  return file.startsWith(own) && !file.slice(own.length).split(sep).includes("node_modules");
}
