"use strict";
/**
 * `node -r ./tools/register.cjs FILE.ts`: ts-node as Pulumi has it, transpile-only, with what it compiles kept by content
 * under node_modules/.cache: a test run loads the program and the local cloud many times, in many processes.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, join, resolve } = require("node:path");
const ts = require("typescript");

const cache = resolve(__dirname, "..", "node_modules", ".cache", "ts-node");

/** ts-node's interface for whatever takes the compiler's place (TypeStrong's documentation, "Custom transpilers"). */
exports.create = ({ service: { config } }) => {
  const compilerOptions = config.options;
  const salt = JSON.stringify([ts.version, compilerOptions]);
  const compiled = new Map();
  mkdirSync(cache, { recursive: true });

  const transpile = (text, fileName, file) => {
    const result = ts.transpileModule(text, { fileName, compilerOptions, reportDiagnostics: true });
    // What is wrong is told each time.
    if (result.diagnostics?.length) return result;
    const { outputText, sourceMapText } = result;
    // Another process must not read half of it.
    const unfinished = `${file}-${process.pid}`;
    writeFileSync(unfinished, JSON.stringify({ outputText, sourceMapText }));
    renameSync(unfinished, file);
    return { outputText, sourceMapText };
  };

  return {
    transpile(text, { fileName }) {
      // The source map names the file without its folder; ts-node writes the whole path into it.
      const key = createHash("sha256")
        .update(`${salt}\0${basename(fileName)}\0${text}`)
        .digest("hex")
        .slice(0, 32);
      let result = compiled.get(key);
      if (result === undefined) {
        const file = join(cache, `${key}.json`);
        try {
          result = JSON.parse(readFileSync(file, "utf8"));
        } catch {
          result = transpile(text, fileName, file);
        }
        compiled.set(key, result);
      }
      return result;
    },
  };
};

require("ts-node").register({ transpileOnly: true, transpiler: __filename });
