/**
 * Runs inside an environment's thread, and is what Lambda's Node.js runtime is there: loads the handler, feeds it
 * events, reports results. It must import nothing but Node's modules and files of the thread: see runtimeText.ts.
 */
import Module from "node:module";
import { getHeapStatistics } from "node:v8";
import threads, { type MessagePort } from "node:worker_threads";
import { answerByCallback, answerByReturn, type Answers } from "./answering";
import { errorLine, patchConsole } from "./consoleLines";
import { loadHandler, type Handler } from "./handlerFile";
import { sendPaced, takeRoom } from "./logFlow";
import type { CallOutcome, EnvironmentMessage, InvokeMessage, StartData } from "./protocol";
import { answerByStream, isStreaming, offerStreaming } from "./streaming";
import { failureOf, loggedError, unhandledRejection } from "./thrown";

const {
  taskRoot,
  handler: handlerName,
  runtime,
  port,
  logFlow,
} = threads.workerData as StartData & {
  readonly port: MessagePort;
  readonly logFlow: Int32Array;
};
/** Major version of the runtime that the function declares; of one without a number, the newest rules. */
const nodeVersion = Number(/\d+/.exec(runtime)?.[0] ?? 24);
let requestId = "";

/** To a function its process is the whole of it, as on Lambda. */
function hideThread(): void {
  Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null, threadId: 0 });
  Module.syncBuiltinESMExports();
}

function heapBytes(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

function send(message: EnvironmentMessage): void {
  port.postMessage(message);
}

/** Streams of a thread reach the main thread late and out of order; lines sent as messages keep their place. */
function captureOutput(): void {
  const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString();
    sendPaced(logFlow, text, (piece) => send({ kind: "log", text: piece }));
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") (callback as () => void)();
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  patchConsole(write, () => requestId);
}

/** The answer of a call, until the turn of the event loop is over: what ends the thread in that turn ends it behind it. */
let pending: CallOutcome | undefined;
let whenIdle: (() => void) | undefined;

/** Takes the first answer of a call, which the thread stays alive for until then: without one it may end by itself. */
function answersOf(): Answers {
  let answered = false;
  const answer = (outcome: CallOutcome): void => {
    if (answered) {
      const once = "Cannot call complete more than once per invocation.";
      console.error(`Invocation has already been reported as done. ${once}`);
      return;
    }
    answered = true;
    whenIdle = undefined;
    pending = outcome;
    port.ref();
    setImmediate(() => {
      pending = undefined;
      send(outcome);
    });
  };
  return {
    succeed: (payload) => answer({ kind: "result", payload, heapBytes: heapBytes() }),
    fail: (error) => {
      writeError("Invoke Error", error);
      answer({ kind: "failure", failure: failureOf(error), heapBytes: heapBytes() });
    },
    whenIdle: (act) => {
      if (!answered) whenIdle = act;
    },
  };
}

function invoke(handler: Handler, message: InvokeMessage): void {
  requestId = message.requestId;
  process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  // Nothing but what the function does keeps its thread alive: an event loop that is empty shows by beforeExit.
  port.unref();
  const context = {
    ...message.context,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
  const call = { handler, event: JSON.parse(message.payload) as unknown, context };
  if (isStreaming(handler)) void answerByStream(call, answersOf(), sendChunk);
  else if (nodeVersion < 24) answerByCallback(call, answersOf());
  else void answerByReturn(call, answersOf());
}

function sendChunk(bytes: Uint8Array): void {
  takeRoom(logFlow, bytes);
  send({ kind: "chunk", bytes });
}

/** As the runtime writes an error that ends it, or a call (recorded: lambda-invoke/throws-*). */
function writeError(what: string, error: unknown): void {
  const line = errorLine(requestId, error, `${what} \t${loggedError(error)}`);
  if (line !== "") process.stderr.write(line);
}

function crash(what: string, error: unknown): void {
  writeError(what, error);
  send({ kind: "crash", failure: failureOf(error), answered: pending, heapBytes: heapBytes() });
  pending = undefined;
  process.exit(1);
}

/** A function that answers and then ends its process has answered. */
function sendPending(): void {
  if (pending !== undefined) send({ kind: "crash", failure: exited, answered: pending, heapBytes: heapBytes() });
}

const exited = { errorType: "Runtime.ExitError", errorMessage: "Error: Runtime exited without providing a reason" };

async function start(): Promise<void> {
  captureOutput();
  offerStreaming();
  hideThread();
  process.on("uncaughtException", (error) => crash("Uncaught Exception", error));
  process.on("unhandledRejection", (reason, promise) =>
    crash("Unhandled Promise Rejection", unhandledRejection(reason, promise)),
  );
  process.on("beforeExit", () => whenIdle?.());
  process.on("exit", sendPending);
  const handler = await loadHandler({ taskRoot, name: handlerName, nodeVersion });
  port.on("message", (message: InvokeMessage) => invoke(handler, message));
  send({ kind: "ready", heapBytes: heapBytes() });
}

start().catch((error: unknown) => crash(nodeVersion < 24 ? "Uncaught Exception" : "Init Error", error));
