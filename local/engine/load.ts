import { resolve, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { compileCached, compileMapped } from "./compile";
import { UserError } from "./errors";
import { closeInspector } from "./inspector";
import { publishedDocument } from "./publishedDocument";
import { Recorder } from "./recorder";
import type { Program, ProviderContext, Providers, StackOutput } from "./resources";

export interface LoadOptions {
  /** Folder of the program's Pulumi.yaml. */
  readonly dir: string;
  /** The program's entry, relative to `dir`. */
  readonly main: string;
  /** Configuration by full key, `items-api:stageName`. */
  readonly config: Readonly<Record<string, string>>;
  readonly providers: Providers;
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
  // Pulumi reads a stack trace for each of the promises it makes, some dozens per resource, and ts-node maps each frame
  // to its TypeScript line: a third of the time a program takes to load.
  Error.stackTraceLimit = 0;
  compileCached(options.dir);
  try {
    return await load(options);
  } catch (error) {
    if (error instanceof UserError && !namesPlace(error.cause)) throw error;
    // A defect of the program: once more, to say where it is.
    Error.stackTraceLimit = stackTraceLimit;
    compileMapped(options.dir);
    return await load(options);
  } finally {
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
  const { dir, context, config, providers, preview = false, stuckMillis = 30_000 } = options;
  const failure = firstFailure();
  const recorder = new Recorder({ providers, context, preview, onError: failure.raise });
  const stuck = watchProgress(recorder, stuckMillis, failure.raise);
  try {
    forget(new Set(programFiles(dir)));
    pulumi.runtime.setAllConfig({ ...config });
    await recorder.install();
    const outputs = await Promise.race([failure.raised, run(resolve(dir, options.main))]);
    const { project, stack, region } = context;
    const document = publishedDocument(dir);
    return {
      place: { project, stack, region },
      resources: recorder.resources,
      outputs,
      ...(document === undefined ? {} : { document }),
    };
  } catch (error) {
    throw asUserError(error, dir);
  } finally {
    clearInterval(stuck);
    failure.stop();
  }
}

/** Runs the entry, waits until every resource is registered and resolves the stack's outputs. */
async function run(entry: string): Promise<Record<string, StackOutput>> {
  const outputs = await stackOutputs(entry);
  await pulumi.runtime.disconnect();
  // Rejections are reported a turn after the promise that carried them.
  await new Promise((done) => setImmediate(done));
  return outputs;
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

function watchProgress(recorder: Recorder, stuckMillis: number, raise: (error: UserError) => void): NodeJS.Timeout {
  let seen = -1;
  return setInterval(() => {
    const registered = recorder.resources.length;
    if (registered === seen && recorder.waiting.length > 0) {
      raise(
        new UserError(`these resources wait for each other and are never registered: ${recorder.waiting.join(", ")}`),
      );
    }
    seen = registered;
  }, stuckMillis);
}

async function stackOutputs(entry: string): Promise<Record<string, StackOutput>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  const exported: unknown = require(entry);
  const outputs: unknown = typeof exported === "function" ? await (exported as () => unknown)() : exported;
  const entries = Object.entries((outputs ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, value]) => [name, await stackOutput(value)] as const)),
  );
}

async function stackOutput(value: unknown): Promise<StackOutput> {
  const output = pulumi.output(value);
  const settled = output as unknown as { promise(withUnknowns?: boolean): Promise<unknown> };
  return { value: await settled.promise(), secret: await pulumi.isSecret(output) };
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

/** Files of a program's own that are loaded now. */
export function programFiles(dir: string): string[] {
  const own = resolve(dir) + sep;
  // The running local cloud and the tests are not part of the program, even where all live in one folder.
  const kept = ["node_modules", "local", "tests"].map((folder) => `${own}${folder}${sep}`);
  return Object.keys(require.cache).filter(
    (file) => file.startsWith(own) && !kept.some((folder) => file.startsWith(folder)),
  );
}

/** Whether an error of the program's says of itself that its message names a place in the source. */
function namesPlace(error: unknown): boolean {
  return (error as { namesPlace?: boolean } | undefined)?.namesPlace === true;
}

function asUserError(error: unknown, dir: string): unknown {
  if (pulumi.RunError.isInstance(error) || pulumi.ResourceError.isInstance(error)) {
    // Pulumi says first in which property of a resource it met the error.
    return new UserError(error.message.replace(/^error serializing property "\w+": /, ""), { cause: error });
  }
  if (typeof error !== "object" || error === null) return new UserError(`the program threw ${JSON.stringify(error)}`);
  const { code, message = "", diagnosticText } = error as { code?: string; message?: string; diagnosticText?: string };
  // ts-node's TSError: file, line and what is wrong there.
  if (diagnosticText !== undefined) return new UserError(diagnosticText.trim());
  return code === "MODULE_NOT_FOUND" ? missingModule(message, dir) : error;
}

/** Node's words for a module that is not there: what, and below it who wants it. */
function missingModule(message: string, dir: string): UserError {
  const [sentence = "", , importer = ""] = message.split("\n");
  const [, wanted = ""] = /'(\.[^']*)'/.exec(sentence) ?? [];
  return new UserError(
    wanted === ""
      ? `${sentence}: are the packages of ${dir} installed (npm ci)?`
      : `${importer.replace(/^- /, "")} imports ${wanted}, and there is no such file`,
  );
}
