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

/** Puts a check before a function of a module. */
function before(
  module: object,
  name: string,
  check: (path: unknown) => Error | undefined,
  fail: "throw" | "call" | "reject",
): void {
  const calls = module as Calls;
  const original = calls[name]!;
  calls[name] = function (...args) {
    const error = check(args[0]);
    if (error === undefined) return original.apply(this, args);
    if (fail === "reject") return Promise.reject(error);
    const callback = args.at(-1);
    if (fail === "throw" || typeof callback !== "function") throw error;
    process.nextTick(callback as (error: Error) => void, error);
    return undefined;
  };
}

const checkPath = (path: unknown) => (typeof path !== "number" && isHidden(path) ? denied(path) : undefined);

for (const name of ["readFileSync", "openSync", "copyFileSync", "createReadStream", "cpSync"]) {
  before(fs, name, checkPath, "throw");
}
for (const name of ["readFile", "open", "copyFile", "cp"]) before(fs, name, checkPath, "call");
for (const name of ["readFile", "open", "copyFile", "cp"]) before(fs.promises, name, checkPath, "reject");

/** Hosts of AWS (AWS General Reference, "AWS service endpoints"): a call there would be made with the run's own keys. */
const awsHosts = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)\.?$/i;

function unreachable(host: unknown): Error | undefined {
  if (typeof host !== "string" || !awsHosts.test(host)) return undefined;
  const message = `the local cloud does not emulate ${host}, and nothing of a local run leaves this machine`;
  return Object.assign(new Error(message), { name: "LocalCloudRefusal", code: "ENOTFOUND", hostname: host });
}

before(dns, "lookup", unreachable, "call");
before(dns.promises, "lookup", unreachable, "reject");

// Sockets keep the lookup that they were loaded with.
const connect = net.Socket.prototype.connect as unknown as Call;
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
