import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";
import type { EnvironmentMessage, Failure, InvokeMessage, StartData } from "./protocol";

/** How an invocation ended. */
export type Outcome =
  | { readonly kind: "result"; readonly payload: string; readonly heapBytes: number }
  | { readonly kind: "failure"; readonly failure: Failure };

export interface EnvironmentOptions extends StartData {
  /** Everything that `process.env` holds there. */
  readonly variables: Readonly<Record<string, string>>;
  /** Megabytes. */
  readonly memorySize: number;
}

/** Init is cut off after ten seconds (Lambda Developer Guide, "Lambda execution environment lifecycle"). */
const initTimeoutMillis = 10_000;

/**
 * One execution environment: a worker thread with its own heap, modules and `process.env`, one request at a time.
 *
 * docs/decisions.md says why a thread and not a process.
 */
export class Environment {
  private worker: Worker | undefined;
  private settle: ((outcome: Outcome) => void) | undefined;
  /** Milliseconds that the last init took. */
  initMillis = 0;

  constructor(
    private readonly options: EnvironmentOptions,
    /** Receives what the function writes, in order. */
    public onLog: (text: string) => void = () => undefined,
  ) {}

  get logStream(): string {
    return this.options.variables["AWS_LAMBDA_LOG_STREAM_NAME"] ?? "";
  }

  /** Whether modules are loaded and a request can be taken at once. */
  get warm(): boolean {
    return this.worker !== undefined;
  }

  /** Loads the function. @returns how that failed, if it did. */
  async init(timeoutMillis = initTimeoutMillis): Promise<Failure | undefined> {
    const started = performance.now();
    const outcome = await this.outcome(timeoutMillis, () => this.startWorker(), {
      errorType: "Sandbox.Timedout",
      errorMessage: `Error: Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`,
    });
    this.initMillis = performance.now() - started;
    if (outcome.kind === "result") return undefined;
    await this.stop();
    return outcome.failure;
  }

  /** Runs one request. After a timeout, a crash or an exit the environment is cold again; `/tmp` stays. */
  async invoke(message: InvokeMessage, timeoutMillis: number): Promise<Outcome> {
    const outcome = await this.outcome(timeoutMillis, () => this.worker?.postMessage(message), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`,
    });
    if (outcome.kind === "failure" && outcome.failure.errorType === "Sandbox.Timedout") await this.stop();
    return outcome;
  }

  /** Ends the thread; a request in flight fails with it. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    this.settle?.({ kind: "failure", failure: exited });
    await worker?.terminate();
  }

  private outcome(timeoutMillis: number, act: () => void, timedOut: Failure): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle?.({ kind: "failure", failure: timedOut }), timeoutMillis);
      this.settle = (outcome) => {
        clearTimeout(timer);
        this.settle = undefined;
        resolve(outcome);
      };
      act();
    });
  }

  private startWorker(): void {
    const { taskRoot, handler, runtime, variables, memorySize } = this.options;
    const data: StartData = { taskRoot, handler, runtime };
    const worker = new Worker(runtimeText(), {
      eval: true,
      workerData: data,
      env: variables,
      // A thread takes over `-r ts-node/register` unless told otherwise, and would load a compiler first.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memorySize, maxYoungGenerationSizeMb: youngGenerationMegabytes },
    });
    this.worker = worker;
    worker.on("message", (message: EnvironmentMessage) => this.receive(worker, message));
    worker.on("error", (error: Error & { code?: string }) => this.fail(worker, crashOf(error)));
    worker.on("exit", (code) => this.fail(worker, exitFailure(code)));
  }

  private receive(worker: Worker, message: EnvironmentMessage): void {
    if (message.kind === "log") this.onLog(message.text);
    else if (message.kind === "crash") this.fail(worker, message.failure);
    else if (message.kind === "ready") this.settle?.({ kind: "result", payload: "", heapBytes: 0 });
    else this.settle?.(message);
  }

  /** The thread is gone; a request in flight fails with it. */
  private fail(worker: Worker, failure: Failure): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.settle?.({ kind: "failure", failure });
  }
}

/** What Lambda says of a process that ended on its own (recorded: lambda-invoke/exits-in-handler). */
export const exited: Failure = {
  errorType: "Runtime.ExitError",
  errorMessage: "Error: Runtime exited without providing a reason",
};

/** Lambda names every status but 0, which says nothing to it. */
export function exitFailure(code: number): Failure {
  return code === 0 ? exited : { ...exited, errorMessage: `Error: Runtime exited with error: exit status ${code}` };
}

/** A small nursery keeps an idle environment small: handlers live for milliseconds. */
const youngGenerationMegabytes = 8;

function crashOf(error: Error & { code?: string }): Failure {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? { errorType: "Runtime.OutOfMemory", errorMessage: "Error: Runtime exited with error: signal: killed" }
    : { errorType: error.name, errorMessage: error.message };
}

let text: string | undefined;

/** runtime.ts as plain JavaScript, which is all that a thread without a compiler can start. */
function runtimeText(): string {
  text ??= compiledRuntime();
  return text;
}

function compiledRuntime(): string {
  const compiled = join(__dirname, "runtime.js");
  if (existsSync(compiled)) return readFileSync(compiled, "utf8");
  // Under ts-node, as in the tests, this folder holds the source.
  const source = readFileSync(join(__dirname, "runtime.ts"), "utf8");
  return transformSync(source, { loader: "ts", format: "cjs", platform: "node", target: "node20" }).code;
}
