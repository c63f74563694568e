import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { logFlowReader, newLogFlow } from "../runtime/logFlow";
import { Deadline } from "../../kernel/bounds/deadline";
import { debuggedThreads } from "../../kernel/bounds/debuggedThreads";
import type { DataConnection } from "../../kernel/interfaces/dataChannels";
import type {
  CallOutcome,
  EnvironmentMessage,
  Failure,
  InvokeMessage,
  StartData,
  ThreadData,
} from "../runtime/protocol";
import { runtimeText } from "../runtimeText";

/** Result or failure of an invocation. */
export type Outcome =
  | { readonly kind: "result"; readonly payload: string; readonly heapBytes: number }
  | {
      readonly kind: "failure";
      readonly failure: Failure;
      readonly heapBytes: number;
      /** True if the failure ended the environment. */
      readonly ended?: boolean;
    };

export interface EnvironmentOptions extends StartData {
  /** Complete content of `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Megabytes. */
  readonly memorySize: number;
  /** Opens a channel to DynamoDB for a thread. */
  readonly connectData?: () => DataConnection | undefined;
}

/** Maximum duration of an init (Lambda Developer Guide, "Lambda execution environment lifecycle"). */
const initTimeoutMillis = 10_000;

/**
 * One execution environment: a worker thread with its own heap, modules and `process.env`, one request at a time.
 *
 * docs/decisions.md explains why it is a thread and not a process.
 */
export class Environment {
  private worker: Worker | undefined;
  private settle: ((outcome: Outcome) => void) | undefined;
  private port: MessagePort | undefined;
  private ended = false;
  /** Last reported size of the thread's heap in bytes. */
  private heapBytes = 0;
  /** Duration of the last init. */
  initMillis = 0;
  /** Time at which the running init began. */
  private initStarted: number | undefined;
  /** Duration of the last init outside the event loop. */
  private startMillis = 0;
  /** Receives the chunks of a streamed answer. */
  onChunk: (bytes: Uint8Array, contentType: string) => void = () => undefined;
  /** Called once, when the first init has ended or is no longer wanted. */
  onStarted: (() => void) | undefined;

  constructor(
    private readonly options: EnvironmentOptions,
    /** Receives the function's output in order. */
    public onLog: (text: string) => void = () => undefined,
  ) {}

  get logStream(): string {
    return this.options.variables["AWS_LAMBDA_LOG_STREAM_NAME"] ?? "";
  }

  /** True if the modules are loaded and a request can run at once. */
  get warm(): boolean {
    return this.worker !== undefined;
  }

  /** Time in which the thread had work, since its start. An init counts whole: Node.js does not measure a thread's own start. */
  get activeMillis(): number {
    if (this.initStarted !== undefined) return performance.now() - this.initStarted;
    return this.startMillis + this.loopMillis;
  }

  /** Time in which the event loop of the thread had work. */
  private get loopMillis(): number {
    return this.worker?.performance.eventLoopUtilization().active ?? 0;
  }

  /** Loads the function. @returns the failure, if any. */
  async init(timeoutMillis = initTimeoutMillis): Promise<Failure | undefined> {
    const started = performance.now();
    this.initStarted = started;
    const outcome = await this.outcome(timeoutMillis, () => this.startWorker(), {
      errorType: "Sandbox.Timedout",
      errorMessage: `Error: Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`,
    }).finally(() => (this.initStarted = undefined));
    this.initMillis = performance.now() - started;
    this.startMillis = this.initMillis - this.loopMillis;
    this.started();
    if (outcome.kind === "result") return undefined;
    await this.stop();
    return outcome.failure;
  }

  /** Calls `onStarted` if it has not been called yet. */
  started(): void {
    const { onStarted } = this;
    this.onStarted = undefined;
    onStarted?.();
  }

  /** Runs one request. A timeout, crash or exit makes the environment cold again. `/tmp` is preserved. */
  async invoke(message: InvokeMessage, timeoutMillis: number): Promise<Outcome> {
    const outcome = await this.outcome(timeoutMillis, () => this.port?.postMessage(message), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`,
    });
    if (outcome.kind === "failure" && outcome.failure.errorType === "Sandbox.Timedout") await this.stop();
    return outcome;
  }

  /** Ends the thread. A request in flight fails; the next request starts a new thread. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    this.settle?.({ kind: "failure", failure: exited, heapBytes: this.heapBytes });
    this.started();
    if (worker === undefined) return;
    const { threadId } = worker;
    const ended = worker.terminate();
    // A thread does not end while a debugger is attached.
    debuggedThreads()?.release(threadId);
    await ended;
  }

  /** Ends the thread permanently. */
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
      // An environment that has ended, or that lost its thread between requests, cannot run one.
      if (this.ended) failed(exited);
      else act();
    });
  }

  private startWorker(): void {
    const { taskRoot, opt, handler, runtime, variables, memorySize } = this.options;
    // A separate channel: a function can reach its thread's parentPort, and must not forge results.
    const { port1, port2 } = new MessageChannel();
    const logFlow = newLogFlow();
    const dataConnection = this.options.connectData?.();
    const data: ThreadData = { taskRoot, opt, handler, runtime, port: port2, logFlow, dataConnection };
    const worker = new Worker(runtimeText(), {
      eval: true,
      workerData: data,
      transferList: dataConnection === undefined ? [port2] : [port2, dataConnection.port],
      env: variables,
      // Debuggers show this name.
      name: variables["AWS_LAMBDA_FUNCTION_NAME"] ?? "",
      // By default a thread inherits `-r` and the command line.
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
      // Read the messages that the thread sent before it ended.
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
      if (this.settle !== undefined) this.onChunk(message.bytes, message.contentType);
      return;
    }
    this.heapBytes = message.heapBytes;
    if (message.kind === "crash") this.fail(worker, message.failure, message.answered);
    else if (message.kind === "ready") this.settle?.({ kind: "result", payload: "", heapBytes: message.heapBytes });
    else if (this.worker === worker) this.settle?.(message);
  }

  /** Handles the end of the thread. A request in flight fails unless it is answered. */
  private fail(worker: Worker, failure: Failure, answered?: CallOutcome): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.settle?.(answered ?? { kind: "failure", failure, heapBytes: this.heapBytes, ended: true });
  }
}

/** Lambda's failure for a process that exits (recorded: lambda-invoke/exits-in-handler). */
export const exited: Failure = {
  errorType: "Runtime.ExitError",
  errorMessage: "Error: Runtime exited without providing a reason",
};

/** Returns the failure for an exit status. Lambda's message contains the status unless it is 0. */
export function exitFailure(code: number): Failure {
  return code === 0 ? exited : { ...exited, errorMessage: `Error: Runtime exited with error: exit status ${code}` };
}

/** A compromise of memory and CPU time (docs/decisions.md, "Threads, not processes"). */
const youngGenerationMegabytes = 24;

function crashOf(error: Error & { code?: string }): Failure {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? { errorType: "Runtime.OutOfMemory", errorMessage: "Error: Runtime exited with error: signal: killed" }
    : { errorType: error.name, errorMessage: error.message };
}
