"use strict";
/**
 * A transpiler of ts-node (ts-node's documentation, "Third-party transpilers"), which tsconfig.pulumi.json names. TypeScript
 * compiles each file, and the result is kept in `node_modules/.cache/transpiled`. ts-node itself keeps none, and compiling
 * takes a third of a preview of the example.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Age after which a result is removed, in milliseconds: one week. */
const maxAgeMillis = 7 * 86_400_000;

const ownFolder = join(__dirname, "node_modules", ".cache", "transpiled");

/**
 * Called by ts-node, once for each form of modules.
 *
 * @param folder where results are kept.
 */
exports.create = ({ service, folder = ownFolder }) => {
  const { compiler = "typescript" } = service.options;
  const ts = require(service.projectLocalResolveHelper(compiler, true));
  const compilerOptions = service.config.options;
  const configuration = `${ts.version}\0${JSON.stringify(compilerOptions)}`;
  let isClean = false;
  return {
    transpile(text, { fileName }) {
      // The source map contains the name of the file.
      const key = createHash("sha256").update(`${configuration}\0${fileName}\0${text}`).digest("hex").slice(0, 32);
      const path = join(folder, `${key}.json`);
      const kept = read(path);
      if (kept !== undefined) return kept;
      const result = ts.transpileModule(text, { fileName, compilerOptions, reportDiagnostics: true });
      const { outputText, sourceMapText, diagnostics } = result;
      // ts-node reports diagnostics, such as an error of syntax.
      if (diagnostics.length > 0) return result;
      try {
        mkdirSync(folder, { recursive: true });
        if (!isClean) removeOld(folder);
        isClean = true;
        write(path, JSON.stringify({ outputText, sourceMapText }));
      } catch {
        // The folder is read-only or the disk is full. The next preview compiles again.
      }
      return result;
    },
  };
};

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes a file whole, because other processes read it. */
function write(path, text) {
  const unfinished = `${path}-${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function removeOld(folder) {
  for (const path of readdirSync(folder).map((name) => join(folder, name))) {
    if (Date.now() - statSync(path).mtimeMs > maxAgeMillis) rmSync(path, { force: true });
  }
}
