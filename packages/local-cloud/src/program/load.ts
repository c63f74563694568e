import { join, resolve, sep } from "node:path";
import { BeforeExit } from "./beforeExit";
import { compileCached, compileMapped } from "./modules/compile";
import { connectCopies, type Copies } from "./pulumi/copies";
import { readAnswers } from "./project/answers";
import { runInterruptibly } from "./runInterruptibly";
import type { Entry } from "./project/entry";
import { UserError } from "../kernel/errors";
import { duringLoad } from "../kernel/loadScope";
import { stackOutputs } from "./outputValues";
import { watchProgress } from "./watchProgress";
import type * as esm from "./modules/esm";
import { findLateInstalls } from "./modules/lateInstalls";
import { closeInspector } from "./pulumi/inspector";
import { readPublishedDocuments } from "./project/publishedDocument";
import { openCopies, pulumiOf, type PulumiCopy } from "./pulumi/pulumiCopy";
import { asUserError, namesPlace, withPlace } from "./programErrors";
import { Recorder } from "./engine/recorder";
import { programSources } from "./sources/programSources";
import type { StackOutputs } from "./project/stackOutputs";
import type { Components, Program, ProviderContext, Providers, StackOutput } from "../kernel/resources";

export interface LoadOptions {
  /** Folder of Pulumi.yaml. */
  readonly dir: string;
  readonly entry: Entry;
  /** Path of tsconfig.json. */
  readonly tsconfig: string;
  /** Configuration values by full key, such as `items-api:stageName`. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of secret values. */
  readonly secretKeys: readonly string[];
  /** Outputs of other stacks, by stack name. */
  readonly stacks?: Readonly<Record<string, StackOutputs>>;
  /** Path of the file of `--answers`. */
  readonly answersFile?: string | undefined;
  readonly providers: Providers;
  readonly components?: Components;
  readonly context: ProviderContext;
  /** True to leave outputs unknown that only a deployment knows, as `pulumi preview` does. */
  readonly preview?: boolean;
  /** Milliseconds without a registration after which the load fails. */
  readonly stuckMillis?: number;
}

/**
 * Runs a Pulumi program in this process and returns the resources that it registers.
 *
 * Each call loads the program's own modules again. Calls must not overlap, because Pulumi's runtime is global.
 *
 * @throws UserError for a RunError or ResourceError of the program and for resources that wait for each other. Other
 *   errors are thrown unchanged.
 */
export async function loadProgram(options: LoadOptions): Promise<Program> {
  const { stackTraceLimit } = Error;
  const { sourceMapsEnabled } = process;
  loading = true;
  process.exit = (code) => {
    throw new UserError(`the program calls process.exit(${code ?? ""}), which would end the local run`);
  };
  // Pulumi captures dozens of stack traces per resource. With source maps, each frame is mapped to TypeScript, which
  // takes a third of the load time. Even empty traces are formatted by Node.js if source maps are enabled.
  Error.stackTraceLimit = 0;
  process.setSourceMapsEnabled(false);
  let stopCompiling = compileCached(options);
  const stopFinding = findLateInstalls();
  try {
    return await duringLoad(() => load(options));
  } catch (error) {
    if (error instanceof UserError && !namesPlace(error.cause)) throw error;
    // The program has a defect. Load it again with source maps, to report the position.
    Error.stackTraceLimit = stackTraceLimit;
    stopCompiling();
    stopCompiling = compileMapped(options);
    return await duringLoad(() => load(options)).catch((again: unknown) => {
      throw withPlace(again, options);
    });
  } finally {
    stopCompiling();
    stopFinding();
    Error.stackTraceLimit = stackTraceLimit;
    process.setSourceMapsEnabled(sourceMapsEnabled);
    process.exit = exit;
    closeInspector();
    for (const { parsed } of openCopies()) parsed.save();
    loading = false;
  }
}

let loading = false;
const exit = process.exit.bind(process);

/** Returns whether a program is being loaded. The load reports its errors. */
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
  const failure = watchFailures();
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
    dropModules(new Set(programFiles(dir, entry.file)));
    const program = run(pulumi, { copies, beforeExit, unsettled }, () => exportsOf(options));
    const outputs = await Promise.race([failure.raised, program]);
    return {
      location: { project: context.project, stack: context.stack, region: context.region },
      resources: recorder.resources,
      reads: recorder.reads,
      hooks: recorder.hooks,
      outputs,
      ...programSources(options, () => programFiles(dir, entry.file)),
      ...readPublishedDocuments(dir),
    };
  } catch (error) {
    beforeExit.discard();
    // Pulumi's own promises reject one turn later. Wait, so that those rejections are not reported after the load.
    await nextTurn();
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

/** Runs the program as its stack, waits for all registrations, and resolves the outputs. */
async function run(
  { api }: PulumiCopy,
  { copies, beforeExit, unsettled }: Loading,
  program: () => unknown,
): Promise<Record<string, StackOutput>> {
  const { runtime } = api;
  let outputs: Promise<Record<string, StackOutput>> | undefined;
  // Drop stack transforms that an earlier load registered.
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
  // Node.js reports a rejection one turn after the promise rejects.
  await nextTurn();
  return outputs!;
}

function nextTurn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** Loads a module by its path, so that it is not in the bundle (build.cjs): V8 caches no code that contains `import()`. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const loadEsm = () => require(join(__dirname, "..", "program", "modules", "esm")) as typeof esm;

/** Returns the exports of the program's entry module. */
async function exportsOf({ dir, entry, tsconfig }: LoadOptions): Promise<unknown> {
  if (entry.esm) return loadEsm().importFresh(entry.file, { dir, tsconfig });
  // Deliver pending signals now: `endable` removes their listeners.
  await nextTurn();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  return runInterruptibly(() => require(entry.file) as unknown);
}

/**
 * Returns a promise that rejects with the first unhandled error. Outputs that depend on a failed resource stay pending,
 * so the failure appears only as an unhandled rejection.
 */
function watchFailures() {
  let raise: (reason: unknown) => void = () => undefined;
  const raised = new Promise<never>((_, reject) => {
    raise = reject;
  });
  raised.catch(() => undefined);
  process.on("unhandledRejection", raise).on("uncaughtException", raise);
  const stop = () => process.off("unhandledRejection", raise).off("uncaughtException", raise);
  return { raised, raise, stop };
}

/** Removes modules from the require cache, and from the `children` of modules that still refer to them. */
function dropModules(files: ReadonlySet<string>): void {
  for (const file of files) delete require.cache[file];
  for (const module of Object.values(require.cache)) {
    // Modules that Node.js's ES module loader adds may have no `children`.
    const children = module?.children;
    if (children?.some(({ filename }) => files.has(filename)) !== true) continue;
    module!.children = children.filter(({ filename }) => !files.has(filename));
  }
}

/** Returns the loaded source files that the entry file imports, packages excluded. */
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
