/**
 * Runs inside an environment's thread in the role of Lambda's Node.js runtime: loads the handler, passes events to it
 * and reports results. It must import nothing but Node's modules and files of the thread: see runtimeText.ts.
 */
import Module from "node:module";
import { getHeapStatistics } from "node:v8";
import threads from "node:worker_threads";
import { answerByCallback, answerByReturn, type Answers } from "./answering";
import { errorLine, patchConsole } from "./consoleLines";
import { loadHandler, type Handler } from "./handlerFile";
import { sendPaced, takeRoom } from "./logFlow";
import type { CallOutcome, EnvironmentMessage, InvokeMessage, ThreadData } from "./protocol";
import { answerByStream, isStreaming, offerStreaming } from "./streaming";
import { failureOf, formatLoggedError, unhandledRejection } from "./thrown";

const { taskRoot, handler: handlerName, runtime, port, logFlow } = threads.workerData as ThreadData;
/** Major version of the function's runtime. A runtime without a number counts as 24. */
const nodeVersion = Number(/\d+/.exec(runtime)?.[0] ?? 24);
let requestId = "";

/** Hides that the function runs in a thread. On Lambda it has a process. */
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

/** Sends output as messages. The standard streams of a thread reach the main thread late and out of order. */
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

/**
 * Answer of a call that is sent at the end of the event-loop turn. If the thread ends in that turn, the answer still
 * counts.
 */
let pending: CallOutcome | undefined;
let whenIdle: (() => void) | undefined;

/** Returns the receiver of a call's answer. Only the first answer counts. */
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
  // Only the function's own work keeps the thread alive, so that `beforeExit` signals an empty event loop.
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

function sendChunk(bytes: Uint8Array, contentType: string): void {
  takeRoom(logFlow, bytes);
  send({ kind: "chunk", bytes, contentType });
}

/** Writes an error to the log in the runtime's format (recorded: lambda-invoke/throws-*). */
function writeError(what: string, error: unknown): void {
  const line = errorLine(requestId, error, `${what} \t${formatLoggedError(error)}`);
  if (line !== "") process.stderr.write(line);
}

function crash(what: string, error: unknown): void {
  writeError(what, error);
  send({ kind: "crash", failure: failureOf(error), answered: pending, heapBytes: heapBytes() });
  pending = undefined;
  process.exit(1);
}

/** Sends the pending answer when the function ends its process. */
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
