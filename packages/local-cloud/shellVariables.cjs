"use strict";
/**
 * Removes the variables of the developer's shell from the process, because functions run in its threads and could read
 * them. The program can still read each variable by its name, as under Pulumi. bin.cjs requires this file first.
 */
const { randomFillSync } = require("node:crypto");
const { closeSync, openSync, readFileSync, readSync, writeSync } = require("node:fs");

/** Variables that Node.js, the terminal and child processes need. None of them is a secret. */
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
 * Finds the position of each value in a block.
 *
 * @param {Buffer} block entries `NAME=VALUE`, each terminated by NUL.
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

/** Stores values so that no scan of the process's memory finds them: each byte is XORed with a random byte. */
class MaskedValues {
  /**
   * @param {Buffer} block source of the values; it is overwritten.
   * @param {ReadonlyMap<string, readonly [start: number, end: number]>} places positions of the values.
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
 * Reads the initial variables of the process, and their address in memory (proc(5), /proc/pid/stat, fields 50 and 51).
 * Returns undefined on systems without these files.
 *
 * It does not read process.env, because Node.js would copy every value to memory that it does not clear.
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

/** Overwrites the initial variables of the process, so that /proc/self/environ is empty. */
function overwrite({ start, bytes }) {
  try {
    const memory = openSync("/proc/self/mem", "r+");
    const found = Buffer.allocUnsafeSlow(bytes.length);
    readSync(memory, found, 0, found.length, start);
    if (found.equals(bytes)) writeSync(memory, Buffer.alloc(bytes.length), 0, bytes.length, start);
    found.fill(0);
    closeSync(memory);
  } catch {
    // Some kernels do not allow this. docs/emulation.md lists the values that stay readable.
  }
}

/** Returns the program's `process.env`. Variables of the shell can be read by name, but are not listed. */
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
      // Copy the value out of the block, which is overwritten below.
      env[name] = env[name];
      places.delete(name);
    } else delete env[name];
  }
  if (began !== undefined) overwrite(began);
  process.env = byName(env, new MaskedValues(block, places));
}

withholdShell();
