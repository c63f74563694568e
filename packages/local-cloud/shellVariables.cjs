"use strict";
/**
 * Required first by bin.cjs: takes the variables of the developer's shell from the process, because every function of the
 * run is a thread of it. The program reads each by its name all the same, as under Pulumi.
 */
const { randomFillSync } = require("node:crypto");
const { closeSync, openSync, readFileSync, readSync, writeSync } = require("node:fs");

/** Variables that Node.js, the terminal and child processes need; none of them is a secret. */
const kept = new Set(
  `AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED CI COLORTERM COMSPEC FORCE_COLOR HOME HOMEDRIVE HOMEPATH LANG LANGUAGE
  LOGNAME NODE_COMPILE_CACHE NODE_DEBUG NODE_DISABLE_COMPILE_CACHE NODE_ENV NODE_EXTRA_CA_CERTS NODE_NO_WARNINGS
  NODE_OPTIONS NODE_PATH NODE_V8_COVERAGE NO_COLOR PATH PATHEXT PWD SHELL SYSTEMDRIVE SYSTEMROOT TEMP TERM TMP TMPDIR TZ
  USER USERPROFILE UV_THREADPOOL_SIZE VSCODE_INSPECTOR_OPTIONS WINDIR npm_lifecycle_event`.split(/\s+/),
);

function isKept(name) {
  return kept.has(name) || /^LC_[A-Z]+$/.test(name) || (process.platform === "win32" && kept.has(name.toUpperCase()));
}

/**
 * Where each value is in a block.
 *
 * @param {Buffer} block `NAME=VALUE`, each ended by NUL.
 * @returns {Map<string, [start: number, end: number]>}
 */
function placesIn(block) {
  const places = new Map();
  for (let start = 0; start < block.length;) {
    const nul = block.indexOf(0, start);
    const end = nul < 0 ? block.length : nul;
    const equals = block.indexOf("=", start);
    if (equals > start && equals < end) places.set(block.toString("utf8", start, equals), [equals + 1, end]);
    start = end + 1;
  }
  return places;
}

/** Values that no scan of the process's memory finds: each byte is stored as its difference from a random one. */
class MaskedValues {
  /**
   * @param {Buffer} block is overwritten.
   * @param {ReadonlyMap<string, readonly [start: number, end: number]>} places of the values.
   */
  constructor(block, places) {
    this.block = block;
    this.places = new Map(places);
    this.mask = randomFillSync(Buffer.allocUnsafeSlow(block.length));
    for (let i = 0; i < block.length; i += 1) block[i] ^= this.mask[i];
  }

  has(name) {
    return this.places.has(name);
  }

  value(name) {
    const [start, end] = this.places.get(name);
    const plain = Buffer.allocUnsafeSlow(end - start);
    for (let i = start; i < end; i += 1) plain[i - start] = this.block[i] ^ this.mask[i];
    const text = plain.toString();
    plain.fill(0);
    return text;
  }

  delete(name) {
    this.places.delete(name);
  }
}

/**
 * The variables with which the process began, and where the kernel placed them (proc(5), /proc/pid/stat, fields 50 and
 * 51); undefined where there is no such file.
 *
 * process.env is not listed for it: Node.js would copy every value to memory that it does not clear.
 */
function blockOfProcess() {
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [start, end] = [Number(fields[47]), Number(fields[48])];
    const bytes = Buffer.allocUnsafeSlow(end - start);
    const file = openSync("/proc/self/environ", "r");
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    closeSync(file);
    return length === bytes.length ? { start, bytes } : undefined;
  } catch {
    return undefined;
  }
}

/** Overwrites the variables with which the process began: /proc/self/environ shows nothing then. */
function overwrite({ start, bytes }) {
  try {
    const memory = openSync("/proc/self/mem", "r+");
    const found = Buffer.allocUnsafeSlow(bytes.length);
    readSync(memory, found, 0, found.length, start);
    if (found.equals(bytes)) writeSync(memory, Buffer.alloc(bytes.length), 0, bytes.length, start);
    found.fill(0);
    closeSync(memory);
  } catch {
    // A kernel that does not allow it: docs/emulation.md lists what stays readable.
  }
}

/** The variables as the program sees them: those of the shell by their names only, not in a list. */
function byName(real, shell) {
  return new Proxy(real, {
    get: (target, name) => (shell.has(name) ? shell.value(name) : Reflect.get(target, name)),
    has: (target, name) => shell.has(name) || Reflect.has(target, name),
    set: (target, name, value) => {
      shell.delete(name);
      return Reflect.set(target, name, value);
    },
    deleteProperty: (target, name) => {
      shell.delete(name);
      return Reflect.deleteProperty(target, name);
    },
    getOwnPropertyDescriptor: (target, name) =>
      shell.has(name)
        ? { value: shell.value(name), writable: true, enumerable: true, configurable: true }
        : Reflect.getOwnPropertyDescriptor(target, name),
  });
}

function withholdShell() {
  const { env } = process;
  const began = blockOfProcess();
  const block =
    began?.bytes ??
    Buffer.from(
      Object.entries(env)
        .map((entry) => `${entry.join("=")}\0`)
        .join(""),
    );
  const places = placesIn(block);
  for (const name of [...places.keys()]) {
    if (isKept(name)) {
      // Out of the block that is overwritten.
      env[name] = env[name];
      places.delete(name);
    } else delete env[name];
  }
  if (began !== undefined) overwrite(began);
  process.env = byName(env, new MaskedValues(block, places));
}

withholdShell();
