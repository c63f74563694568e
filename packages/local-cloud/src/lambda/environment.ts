import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { logFlowReader, newLogFlow } from "./logFlow";
import { Deadline } from "../kernel/deadline";
import { debuggedThreads } from "../kernel/debuggedThreads";
import type { CallOutcome, EnvironmentMessage, Failure, InvokeMessage, StartData } from "./protocol";
import { runtimeText } from "./runtimeText";

/** How an invocation ended. */
export type Outcome =
  | { readonly kind: "result"; readonly payload: string; readonly heapBytes: number }
  | {
      readonly kind: "failure";
      readonly failure: Failure;
      readonly heapBytes: number;
      /** Whether the environment ended with it. */
      readonly ended?: boolean;
    };

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
  private port: MessagePort | undefined;
  private ended = false;
  /** Bytes of the thread's heap, as they were last known. */
  private heapBytes = 0;
  /** Milliseconds that the last init took. */
  initMillis = 0;
  /** Receives the parts of a streamed answer. */
  onChunk: (bytes: Uint8Array) => void = () => undefined;
  /** Told once that the first init is over, or will not be. */
  onStarted: (() => void) | undefined;

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
    this.started();
    if (outcome.kind === "result") return undefined;
    await this.stop();
    return outcome.failure;
  }

  /** Says that no init is under way any more. */
  started(): void {
    const { onStarted } = this;
    this.onStarted = undefined;
    onStarted?.();
  }

  /** Runs one request. After a timeout, a crash or an exit the environment is cold again; `/tmp` stays. */
  async invoke(message: InvokeMessage, timeoutMillis: number): Promise<Outcome> {
    const outcome = await this.outcome(timeoutMillis, () => this.port?.postMessage(message), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`,
    });
    if (outcome.kind === "failure" && outcome.failure.errorType === "Sandbox.Timedout") await this.stop();
    return outcome;
  }

  /** Ends the thread; a request in flight fails with it, and the next one starts another. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    this.settle?.({ kind: "failure", failure: exited, heapBytes: this.heapBytes });
    this.started();
    if (worker === undefined) return;
    const { threadId } = worker;
    const ended = worker.terminate();
    // A thread that a debugger holds does not end.
    debuggedThreads()?.release(threadId);
    await ended;
  }

  /** Ends the thread for good: nothing starts another. */
  async end(): Promise<void> {
    this.ended = true;
    await this.stop();
  }

  private outcome(timeoutMillis: number, act: () => void, timedOut: Failure): Promise<Outcome> {
    return new Promise((resolve) => {
      const failed = (failure: Failure) => this.settle?.({ kind: "failure", failure, heapBytes: this.heapBytes });
      const deadline = new Deadline({
        millis: timeoutMillis,
        threadId: () => this.worker?.threadId,
        onExpired: () => failed(timedOut),
      });
      this.settle = (outcome) => {
        deadline.stop();
        this.settle = undefined;
        resolve(outcome);
      };
      // What has ended, or lost its thread between two requests, runs nothing.
      if (this.ended) failed(exited);
      else act();
    });
  }

  private startWorker(): void {
    const { taskRoot, opt, handler, runtime, variables, memorySize } = this.options;
    // A channel of its own: a function that finds its thread's port can neither forge a result nor break one.
    const { port1, port2 } = new MessageChannel();
    const logFlow = newLogFlow();
    const data: StartData & { readonly port: MessagePort; readonly logFlow: Int32Array } = {
      taskRoot,
      opt,
      handler,
      runtime,
      port: port2,
      logFlow,
    };
    const worker = new Worker(runtimeText(), {
      eval: true,
      workerData: data,
      transferList: [port2],
      env: variables,
      // Debuggers show it.
      name: variables["AWS_LAMBDA_FUNCTION_NAME"] ?? "",
      // A thread takes over `-r` and the command line unless told otherwise.
      execArgv: [],
      argv: [],
      resourceLimits: { maxOldGenerationSizeMb: memorySize, maxYoungGenerationSizeMb: youngGenerationMegabytes },
    });
    this.worker = worker;
    this.port = port1;
    const read = logFlowReader(logFlow);
    port1.on("message", (message: EnvironmentMessage) => {
      this.receive(worker, message);
      if (message.kind === "log") read(message.text);
      else if (message.kind === "chunk") read(message.bytes);
    });
    worker.on("error", (error: Error & { code?: string }) => this.fail(worker, crashOf(error)));
    worker.on("exit", (code) => {
      // What it said before it went.
      for (let left = receiveMessageOnPort(port1); left !== undefined; left = receiveMessageOnPort(port1)) {
        this.receive(worker, left.message as EnvironmentMessage);
      }
      port1.close();
      this.fail(worker, exitFailure(code));
    });
  }

  private receive(worker: Worker, message: EnvironmentMessage): void {
    if (message.kind === "log") {
      this.onLog(message.text);
      return;
    }
    if (message.kind === "chunk") {
      if (this.settle !== undefined) this.onChunk(message.bytes);
      return;
    }
    this.heapBytes = message.heapBytes;
    if (message.kind === "crash") this.fail(worker, message.failure, message.answered);
    else if (message.kind === "ready") this.settle?.({ kind: "result", payload: "", heapBytes: message.heapBytes });
    else if (this.worker === worker) this.settle?.(message);
  }

  /** The thread is gone; a request in flight fails with it, unless it was answered before. */
  private fail(worker: Worker, failure: Failure, answered?: CallOutcome): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.settle?.(answered ?? { kind: "failure", failure, heapBytes: this.heapBytes, ended: true });
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
