/**
 * Runs first inside an environment's thread: takes from the function what is the run's and not Lambda's. It must import
 * nothing but Node's modules: it is started as text.
 */
import dns from "node:dns";
import fs from "node:fs";
import Module from "node:module";
import net from "node:net";
import { fileURLToPath } from "node:url";

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Calls = Record<string, Call>;

/** Environments of processes: the developer's own among them. */
const environments = /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/environ$/;

function isHidden(path: unknown): boolean {
  const text = path instanceof URL ? fileURLToPath(path) : String(path);
  if (!text.includes("environ") && !text.includes("proc")) {
    // The usual path of a module or a file: a link into /proc has another name only where somebody made one.
    if (!isLink(text)) return false;
  }
  return environments.test(resolved(text)) || environments.test(text);
}

const { lstatSync, realpathSync } = fs;

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Where a path leads; `/proc/self` leads to a number. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function denied(path: unknown): Error {
  const message = `EACCES: permission denied, open '${String(path)}'`;
  return Object.assign(new Error(message), { errno: -13, code: "EACCES", syscall: "open", path: String(path) });
}

/** How a function tells its caller of an error. */
const failing = {
  byThrow: (error: Error): never => {
    throw error;
  },
  byCallback: (error: Error, args: readonly unknown[]) => {
    const callback = args.at(-1);
    if (typeof callback !== "function") throw error;
    process.nextTick(callback, error);
  },
  byRejection: (error: Error) => Promise.reject(error),
};

/** Puts a check of the first argument before functions of a module. */
function before(
  module: object,
  names: readonly string[],
  { check, fail }: { check: (path: unknown) => Error | undefined; fail: keyof typeof failing },
): void {
  const calls = module as Calls;
  for (const name of names) {
    const original = calls[name]!;
    calls[name] = function (...args) {
      const error = check(args[0]);
      return error === undefined ? original.apply(this, args) : failing[fail](error, args);
    };
  }
}

const checkPath = (path: unknown) => (typeof path !== "number" && isHidden(path) ? denied(path) : undefined);

const readers = ["readFile", "open", "copyFile", "cp"];
const syncReaders = [...readers.map((name) => `${name}Sync`), "createReadStream"];
before(fs, syncReaders, { check: checkPath, fail: "byThrow" });
before(fs, readers, { check: checkPath, fail: "byCallback" });
before(fs.promises, readers, { check: checkPath, fail: "byRejection" });

/** Hosts of AWS (AWS General Reference, "AWS service endpoints"): a call there would be made with the run's own keys. */
const awsHosts = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)\.?$/i;

function unreachable(host: unknown): Error | undefined {
  if (typeof host !== "string" || !awsHosts.test(host)) return undefined;
  const message = `the local cloud does not emulate ${host}, and nothing of a local run leaves this machine`;
  return Object.assign(new Error(message), { name: "LocalCloudRefusal", code: "ENOTFOUND", hostname: host });
}

before(dns, ["lookup"], { check: unreachable, fail: "byCallback" });
before(dns.promises, ["lookup"], { check: unreachable, fail: "byRejection" });

// Sockets keep the lookup that they were loaded with.
const { connect } = net.Socket.prototype as unknown as { connect: Call };
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const [first] = (Array.isArray(args[0]) ? args[0] : args) as [{ host?: unknown } | undefined];
  const error = unreachable(typeof first === "object" ? first.host : args[1]);
  if (error !== undefined) {
    process.nextTick(() => this.destroy(error));
    return this;
  }
  return connect.apply(this, args) as net.Socket;
};

process.argv = [process.execPath];
process.title = "node";
Module.syncBuiltinESMExports();
