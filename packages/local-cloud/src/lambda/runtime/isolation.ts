/**
 * Runs first inside an environment's thread, and inside each thread that a function starts: blocks access to resources
 * of the run that a function on Lambda does not have. It must import nothing but Node's modules: it is started as text.
 * Checks use methods that were saved before the function's code runs, because a function can replace any method of
 * JavaScript's objects.
 */
import dns from "node:dns";
import fs from "node:fs";
import inspector from "node:inspector";
import Module from "node:module";
import net from "node:net";
import url from "node:url";
import { types } from "node:util";
import threads from "node:worker_threads";

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Calls = Record<string, Call>;

/* eslint-disable @typescript-eslint/unbound-method -- each is called with its object, by uncurried or apply */
const { assign } = Object;
const { apply, construct } = Reflect;
const { bind, call } = Function.prototype;
/** Converts a method to a function that takes `this` as its first argument. */
const uncurried = apply(bind, bind, [call]) as <T, A extends unknown[], R>(
  method: (this: T, ...args: A) => R,
) => (object: T, ...args: A) => R;
const match = uncurried(RegExp.prototype.exec);
const includes = uncurried(String.prototype.includes);
const decode = apply(bind, TextDecoder.prototype.decode, [new TextDecoder()]) as (bytes: Uint8Array) => string;
const { lstatSync, realpathSync } = fs;
const { S_IFLNK, S_IFMT } = fs.constants;
const { fileURLToPath } = url;
const { isUint8Array } = types;
const { nextTick } = process;
const reject = apply(bind, Promise.reject, [Promise]) as (error: Error) => Promise<never>;
/* eslint-enable @typescript-eslint/unbound-method */

/** Environment and memory of processes, such as the developer's shell. */
const secretFiles = /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:environ|mem)$/;

/** Converts a path to text once. An object could return another text at the next conversion. */
function pathOf(path: unknown): unknown {
  if (typeof path !== "object" || path === null) return path;
  if (isUint8Array(path)) return decode(path);
  return "href" in path && "protocol" in path ? fileURLToPath(path as URL) : path;
}

function isHidden(path: unknown): boolean {
  if (typeof path !== "string") return false;
  // Most paths end here. Only a symbolic link can lead to /proc under another name.
  if (!includes(path, "environ") && !includes(path, "mem") && !includes(path, "proc") && !isLink(path)) return false;
  return match(secretFiles, resolvePath(path)) !== null || match(secretFiles, path) !== null;
}

function isLink(path: string): boolean {
  const { mode } = lstatSync(path, { throwIfNoEntry: false }) ?? { mode: 0 };
  return (mode & S_IFMT) === S_IFLNK;
}

/** Resolves a path. `/proc/self` resolves to the number of the process. */
function resolvePath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function denied(path: string): Error {
  const error = new Error(`EACCES: permission denied, open '${path}'`);
  return assign(error, { errno: -13, code: "EACCES", syscall: "open", path });
}

/** Ways in which functions report an error. */
const failing = {
  byThrow: (error: Error): never => {
    throw error;
  },
  byCallback: (error: Error, args: readonly unknown[]) => {
    const callback = args[args.length - 1];
    if (typeof callback !== "function") throw error;
    nextTick(callback, error);
  },
  byRejection: (error: Error) => reject(error),
};

interface Guard {
  /** Converts the argument before the check. The function receives the converted argument. */
  readonly read?: (argument: unknown) => unknown;
  readonly check: (argument: unknown) => Error | undefined;
  readonly fail: keyof typeof failing;
}

/** Adds a check of the first argument to functions of a module. */
function guardFirstArgument(module: object, names: readonly string[], { read, check, fail }: Guard): void {
  const calls = module as Calls;
  for (const name of names) {
    const original = calls[name];
    if (original === undefined) continue;
    const guarded: Call = function (...args) {
      if (read !== undefined) args[0] = read(args[0]);
      const error = check(args[0]);
      return error === undefined ? apply(original, this, args) : failing[fail](error, args);
    };
    calls[name] = Object.assign(guarded, original);
  }
}

const checkPath = (path: unknown) => (isHidden(path) ? denied(path as string) : undefined);

const openers = ["readFile", "open", "copyFile", "cp", "writeFile", "appendFile", "truncate"];
const syncOpeners = [...openers.map((name) => `${name}Sync`), "createReadStream", "createWriteStream"];
guardFirstArgument(fs, syncOpeners, { read: pathOf, check: checkPath, fail: "byThrow" });
guardFirstArgument(fs, openers, { read: pathOf, check: checkPath, fail: "byCallback" });
guardFirstArgument(fs.promises, openers, { read: pathOf, check: checkPath, fail: "byRejection" });
guardFirstArgument(fs, ["openAsBlob"], { read: pathOf, check: checkPath, fail: "byRejection" });
guardFirstArgument(process, ["loadEnvFile"], { read: pathOf, check: checkPath, fail: "byThrow" });

/**
 * Node's internal bindings. They give access to files and threads without these checks, and a wrong argument ends the
 * run.
 */
const closedBindings: Readonly<Record<string, boolean | undefined>> = Object.assign(Object.create(null) as object, {
  fs: true,
  fs_dir: true,
  inspector: true,
  process_wrap: true,
  spawn_sync: true,
  worker: true,
});
const restricted = (name: unknown) =>
  closedBindings[name as string]
    ? assign(new Error("Access to this API has been restricted"), { code: "ERR_ACCESS_DENIED" })
    : undefined;
guardFirstArgument(process, ["binding"], { read: (name) => `${name as string}`, check: restricted, fail: "byThrow" });

/** Hosts of AWS (AWS General Reference, "AWS service endpoints"). */
const awsHosts = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)\.?$/i;

function unreachable(host: unknown): Error | undefined {
  if (typeof host !== "string" || match(awsHosts, host) === null) return undefined;
  const message = `the local cloud does not emulate ${host}: functions of a local run cannot call AWS`;
  return assign(new Error(message), { name: "LocalCloudRefusal", code: "ENOTFOUND", hostname: host });
}

guardFirstArgument(dns, ["lookup"], { check: unreachable, fail: "byCallback" });
guardFirstArgument(dns.promises, ["lookup"], { check: unreachable, fail: "byRejection" });

// Sockets use the lookup function that Node.js loaded, not the replaced one.
const { connect } = net.Socket.prototype as unknown as { connect: Call };
const { isArray } = Array;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const given = isArray(args[0]) ? (args[0] as unknown[]) : args;
  const first = given[0] as { host?: unknown } | undefined;
  const error = unreachable(typeof first === "object" ? first.host : args[1]);
  if (error !== undefined) {
    nextTick(() => this.destroy(error));
    return this;
  }
  return apply(connect, this, args) as net.Socket;
};

// From a thread, this inspector could run code in the main thread of the run. Lambda's process has only one thread.
inspector.Session.prototype.connectToMainThread = () => {
  throw Object.assign(new Error("Current thread is not a worker"), { code: "ERR_INSPECTOR_NOT_WORKER" });
};

/** Source text of this file, as a function of a CommonJS module (runtimeText.ts). */
declare const module: { readonly source: string };
const { source } = module;
const { stringify } = JSON;
const guard = `(0, eval)(${stringify(`(${source})`)})({ exports: {}, source: ${stringify(source)} }, {}, process.getBuiltinModule("module").createRequire(process.execPath));`;
const encode = encodeURIComponent;

/** Returns a thread's arguments, changed to run this file before the thread's code. */
function guarded(args: unknown[]): unknown[] {
  const options = (args[1] ?? {}) as threads.WorkerOptions;
  if (options.eval === true && typeof args[0] === "string") return [guard + args[0], options];
  const own = options.execArgv ?? [];
  const execArgv = ["--import", `data:text/javascript,${encode(guard)}`];
  for (let i = 0; i < own.length; i += 1) execArgv[i + 2] = own[i]!;
  return [args[0], { ...options, execArgv }];
}

const { Worker } = threads;
const GuardedWorker: typeof Worker = new Proxy(Worker, {
  construct: (target, args, made): object =>
    construct(target, guarded(args), made === GuardedWorker ? target : made) as object,
});
Worker.prototype.constructor = GuardedWorker;
Object.assign(threads, { Worker: GuardedWorker });

if (threads.workerData !== null && typeof threads.workerData === "object" && "taskRoot" in threads.workerData) {
  process.argv = [process.execPath];
  process.title = "node";
}
Module.syncBuiltinESMExports();
