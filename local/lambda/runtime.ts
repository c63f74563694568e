/**
 * Runs inside an environment's thread, and is what Lambda's Node.js runtime is there: loads the handler, feeds it
 * events, reports results. It must import nothing but Node's modules: it is started as one piece of text.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { formatWithOptions } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { EnvironmentMessage, Failure, InvokeMessage, StartData } from "./protocol";

type Callback = (error: Error | null | undefined, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

const { taskRoot, handler: handlerName, runtime } = workerData as StartData;
const port = parentPort!;
let requestId = "";

function send(message: EnvironmentMessage): void {
  port.postMessage(message);
}

/** Streams of a thread reach the main thread late and out of order; lines sent as messages keep their place. */
function captureOutput(): void {
  const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    send({ kind: "log", text: typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString() });
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") (callback as () => void)();
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", trace: "TRACE", warn: "WARN", error: "ERROR" } as const;
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...values: unknown[]) => {
      const text = formatWithOptions({}, ...values);
      write(`${new Date().toISOString()}\t${requestId || "undefined"}\t${level}\t${text}\n`);
    };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error || Object.prototype.toString.call(error) === "[object Error]") {
    const { name, message, stack } = error as Error;
    return { errorType: name, errorMessage: message, trace: (stack ?? "").split("\n") };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

async function loadHandler(): Promise<Handler> {
  const separator = basename(handlerName).indexOf(".");
  const module = basename(handlerName).slice(0, separator);
  const path = basename(handlerName)
    .slice(separator + 1)
    .split(".");
  const file = join(taskRoot, dirname(handlerName), module);
  const loaded = await loadModule(file, module);
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], loaded);
  if (typeof found !== "function") {
    const message = `${handlerName} is undefined or not exported`;
    throw Object.assign(new Error(message), { name: "Runtime.HandlerNotFound" });
  }
  return found as Handler;
}

async function loadModule(file: string, module: string): Promise<unknown> {
  if (existsSync(`${file}.mjs`)) return import(pathToFileURL(`${file}.mjs`).href);
  try {
    return createRequire(join(taskRoot, "/"))(file);
  } catch (error) {
    if ((error as { code?: string }).code === "MODULE_NOT_FOUND" && !existsSync(`${file}.js`)) {
      const message = `Error: Cannot find module '${module}'`;
      throw Object.assign(new Error(message), { name: "Runtime.ImportModuleError" });
    }
    throw error;
  }
}

/** Node.js 24 dropped handlers that answer by callback (Lambda Developer Guide, "Node.js 24 runtime"). */
function call(handler: Handler, event: unknown, context: object): Promise<unknown> {
  const takesCallbacks = Number(/\d+/.exec(runtime)?.[0] ?? 24) < 24;
  if (handler.length < 3) return Promise.resolve(handler(event, context));
  if (!takesCallbacks) {
    const message = "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.";
    throw Object.assign(new Error(message), { name: "Runtime.CallbackHandlerDeprecated" });
  }
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handler(event, context, callback);
    if (typeof (returned as Promise<unknown> | undefined)?.then === "function") resolve(returned);
  });
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  try {
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      ...message.context,
      awsRequestId: message.requestId,
      getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
    };
    const result = await call(handler, JSON.parse(message.payload), context);
    const { used_heap_size: used, external_memory: external } = getHeapStatistics();
    send({ kind: "result", payload: JSON.stringify(result) ?? "null", heapBytes: used + external });
  } catch (error) {
    const failure = failureOf(error);
    const line = JSON.stringify({ ...failure, trace: undefined, stack: failure.trace });
    process.stderr.write(`${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error \t${line}\n`);
    send({ kind: "failure", failure });
  }
}

function crash(error: unknown): void {
  send({ kind: "crash", failure: failureOf(error) });
  process.exit(1);
}

async function start(): Promise<void> {
  captureOutput();
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  const handler = await loadHandler();
  port.on("message", (message: InvokeMessage) => void invoke(handler, message));
  send({ kind: "ready" });
}

start().catch(crash);
