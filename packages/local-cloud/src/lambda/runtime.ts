/**
 * Runs inside an environment's thread, and is what Lambda's Node.js runtime is there: loads the handler, feeds it
 * events, reports results. It must import nothing but Node's modules: it is started as one piece of text.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { formatWithOptions } from "node:util";
import { getHeapStatistics } from "node:v8";
import threads, { type MessagePort } from "node:worker_threads";
import type { EnvironmentMessage, Failure, InvokeMessage, StartData } from "./protocol";

type Callback = (error: Error | null | undefined, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

const {
  taskRoot,
  handler: handlerName,
  runtime,
  port,
} = threads.workerData as StartData & {
  readonly port: MessagePort;
};
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

/**
 * The file of a handler, in the order in which Lambda's runtime looks (aws-lambda-nodejs-runtime-interface-client,
 * UserFunction.js): as it is named, .js by what package.json says, .mjs, .cjs, then as a package.
 */
async function loadModule(file: string, module: string): Promise<unknown> {
  const esm = isModulePackage(dirname(file));
  const requireFrom = createRequire(join(taskRoot, "/"));
  const importOf = (path: string) => import(pathToFileURL(path).href) as Promise<unknown>;
  try {
    if (isFile(file)) return requireFrom(file);
    if (isFile(`${file}.js`)) return esm ? await importOf(`${file}.js`) : requireFrom(`${file}.js`);
    if (isFile(`${file}.mjs`)) return await importOf(`${file}.mjs`);
    if (isFile(`${file}.cjs`)) return requireFrom(`${file}.cjs`);
    return requireFrom(requireFrom.resolve(module, { paths: [taskRoot, dirname(file)] }));
  } catch (error) {
    throw asLoadError(error, { file, module });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isModulePackage(folder: string): boolean {
  for (let at = folder; at.startsWith(taskRoot); at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
  }
  return false;
}

/** How Lambda names what goes wrong while a handler is loaded. */
function asLoadError(error: unknown, { file, module }: { readonly file: string; readonly module: string }): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    const found = ["", ".js", ".mjs", ".cjs"].some((ending) => isFile(file + ending));
    const missing = found ? `Error: ${message}` : `Error: Cannot find module '${module}'`;
    return Object.assign(new Error(missing), { name: "Runtime.ImportModuleError" });
  }
  if (!(error instanceof SyntaxError)) return error;
  return Object.assign(new Error(`SyntaxError: ${message}`), { name: "Runtime.UserCodeSyntaxError" });
}

/** Node.js 24 dropped handlers that answer by callback (Lambda Developer Guide, "Node.js 24 runtime"). */
const takesCallbacks = Number(/\d+/.exec(runtime)?.[0] ?? 24) < 24;

function call(handler: Handler, event: unknown, context: object): Promise<unknown> {
  if (takesCallbacks) return callWithCallback(handler, event, context);
  if (handler.length < 3) return Promise.resolve(handler(event, context));
  const message = "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.";
  throw Object.assign(new Error(message), { name: "Runtime.CallbackHandlerDeprecated" });
}

/** A promise, the callback or the context's methods answer; a handler that does none of it answers null in the end. */
function callWithCallback(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done: Callback = (error, result) => (error ? reject(error) : resolve(result));
    const methods = {
      done,
      succeed: resolve,
      fail: (error: unknown) => done((error ?? new Error("undefined")) as Error),
    };
    const before = process.getActiveResourcesInfo().length;
    const returned = handler(event, Object.assign(context, methods), done);
    if (typeof (returned as Promise<unknown> | undefined)?.then === "function") {
      (returned as Promise<unknown>).then(resolve, reject);
    } else whenIdle(before, () => resolve(null));
  });
}

/** Once nothing is under way any more that was not before. */
function whenIdle(before: number, act: () => void): void {
  const timer = setInterval(() => {
    if (process.getActiveResourcesInfo().length > before) return;
    clearInterval(timer);
    act();
  }, 5).unref();
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
    send({ kind: "result", payload: JSON.stringify(result) ?? "null", heapBytes: heapBytes() });
  } catch (error) {
    const failure = failureOf(error);
    writeError("Invoke Error", failure);
    send({ kind: "failure", failure, heapBytes: heapBytes() });
  }
}

/** As the runtime writes an error that ends it, or a call (recorded: lambda-invoke/throws-*). */
function writeError(what: string, failure: Failure): void {
  const line = JSON.stringify({ ...failure, trace: undefined, stack: failure.trace });
  process.stderr.write(`${new Date().toISOString()}\t${requestId || "undefined"}\tERROR\t${what} \t${line}\n`);
}

function crash(error: unknown): void {
  const failure = failureOf(error);
  writeError("Uncaught Exception", failure);
  send({ kind: "crash", failure, heapBytes: heapBytes() });
  process.exit(1);
}

async function start(): Promise<void> {
  captureOutput();
  hideThread();
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  const handler = await loadHandler();
  port.on("message", (message: InvokeMessage) => void invoke(handler, message));
  send({ kind: "ready", heapBytes: heapBytes() });
}

start().catch(crash);
