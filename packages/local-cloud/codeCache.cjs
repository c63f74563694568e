"use strict";
/**
 * Keeps the code that V8 compiles from installed packages, so that later starts do not compile it again. This saves a
 * seventh of a start. Node.js 22 and newer do it themselves (module.enableCompileCache).
 */
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join, sep } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");
const { crc32 } = require("node:zlib");
const { optimizeSooner, underStartFlags } = require("./optimization.cjs");

/** Smallest text that is worth an entry, in UTF-16 units. */
const smallest = 2_000;
const installed = `${sep}node_modules${sep}`;
/** In code that V8 reads from a cache, `import()` fails on Node.js 20. */
const dynamicImport = /\bimport\s*\(/;
/** The largest module of a start contains `import(` only in comments and messages. */
const typescript = join(installed, "typescript", "lib", "typescript.js");

/** Compiled code of many modules in one file: `[length of the index, 4 bytes][index as JSON][code][code]…`. */
class CodeCache {
  constructor(file) {
    this.file = file;
    /** Modules that this process compiled itself, with the checksums of their texts. */
    this.compiled = new Map();
    const { index, code } = readStored(file);
    /** Entries `[checksum, start, end]`, keyed by file name. */
    this.index = index;
    this.code = code;
  }

  /**
   * Returns the script of a module, or undefined if its code cannot be kept.
   *
   * @throws SyntaxError, which an ES module causes too.
   */
  script(text, filename) {
    const checksum = crc32(text);
    const [storedChecksum, start, end] = this.index[filename] ?? [];
    const cachedData = storedChecksum === checksum ? this.code.subarray(start, end) : undefined;
    if (cachedData === undefined && !canBeKept(text, filename)) return undefined;
    const script = underStartFlags(() => new Script(Module.wrap(text), { filename, cachedData }));
    if (cachedData === undefined || script.cachedDataRejected) this.compiled.set(filename, { checksum, script });
    return script;
  }

  /** Stores the code of the modules that this process compiled, with the functions that have run since. */
  save() {
    if (this.compiled.size === 0) return;
    const index = {};
    const parts = [];
    let length = 0;
    const add = (filename, checksum, code) => {
      index[filename] = [checksum, length, (length += code.length)];
      parts.push(code);
    };
    underStartFlags(() => {
      for (const [filename, { checksum, script }] of this.compiled) add(filename, checksum, script.createCachedData());
    });
    for (const [filename, [checksum, start, end]] of Object.entries(this.index)) {
      if (!this.compiled.has(filename) && existsSync(filename)) add(filename, checksum, this.code.subarray(start, end));
    }
    this.compiled.clear();
    writeStored(this.file, index, parts);
  }
}

function canBeKept(text, filename) {
  if (text.length < smallest || text.startsWith("#!")) return false;
  return filename.endsWith(typescript) || !dynamicImport.test(text);
}

function readStored(file) {
  try {
    const bytes = readFileSync(file);
    const codeAt = 4 + bytes.readUInt32LE(0);
    return { index: JSON.parse(bytes.toString("utf8", 4, codeAt)), code: bytes.subarray(codeAt) };
  } catch {
    // There is no file, or another version of this module wrote it.
    return { index: {}, code: Buffer.alloc(0) };
  }
}

function writeStored(file, index, parts) {
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  // Another run that starts now must not read an incomplete file.
  const unfinished = `${file}-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, Buffer.concat([length, head, ...parts]));
    renameSync(unfinished, file);
  } catch {
    // The folder is read-only or the disk is full. The next start compiles again.
  }
}

/** Returns the function that Node.js passes to a module as `require`. */
function requireOf(module) {
  const require = (id) => module.require(id);
  const resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  return Object.assign(require, {
    resolve,
    main: process.mainModule,
    extensions: Module._extensions,
    cache: Module._cache,
  });
}

function compileThrough(cache) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (text, filename, ...rest) {
    const compileAsNode = () => compile.call(this, text, filename, ...rest);
    // Node.js reads source maps from the texts that it compiles itself.
    if (rest[0] === "module" || !filename.includes(installed) || process.sourceMapsEnabled) return compileAsNode();
    let script;
    try {
      script = cache.script(text, filename);
    } catch {
      // Node.js compiles it as an ES module, or reports the error.
    }
    if (script === undefined) return compileAsNode();
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
}

/**
 * Starts to read and keep compiled code.
 *
 * @param {string} folder of the cache.
 * @returns {{ save: () => void, optimizeSooner: () => void }} `save` stores what this process compiled; call it before the
 *   process ends. Call `optimizeSooner` when the start is over.
 */
exports.keepCompiledCode = (folder) => ({ save: startToKeep(folder), optimizeSooner });

function startToKeep(folder) {
  // Pulumi sets this flag when it loads, and V8 rejects code that was compiled under other flags.
  setFlagsFromString("--allow-natives-syntax");
  if (Module.enableCompileCache !== undefined) {
    Module.enableCompileCache(join(folder, "v8"));
    return () => undefined;
  }
  const { NODE_DISABLE_COMPILE_CACHE: disabled, NODE_V8_COVERAGE: coverage } = process.env;
  if (disabled !== undefined || coverage !== undefined) return () => undefined;
  const cache = new CodeCache(join(folder, `code-${process.version}-${process.arch}`));
  compileThrough(cache);
  return () => cache.save();
}
