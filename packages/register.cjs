"use strict";
/**
 * `node -r ./packages/register.cjs FILE.ts`: runs the project's TypeScript. At the first changed file, esbuild compiles
 * all files. The result is cached by content under node_modules/.cache, because a test run has many processes. Files
 * whose functions Pulumi serializes are compiled as Pulumi does.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join, relative, resolve, sep } = require("node:path");

const root = resolve(__dirname, "..");
const cache = join(root, "node_modules", ".cache", "typescript");
const configuration = readFileSync(join(root, "tsconfig.json"), "utf8");
const { version } = require("esbuild/package.json");

/** Files with functions that tests and benchmarks serialize. Their text must equal that of a deployment. */
const serialized = ["index.ts", "api", "monitoring", join("packages", "bench", "fixture")].map((name) =>
  join(root, name),
);
let pulumiCompiler;

/** Returns the cache path of a file. The path depends on the relative name, because the source map contains it. */
function cachePathOf(file) {
  const text = readFileSync(file, "utf8");
  const parts = [version, configuration, relative(root, file), text];
  return join(cache, `${createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32)}.js`);
}

/** Lists the TypeScript files that tsconfig.json includes. */
function listSources() {
  const { include, exclude } = JSON.parse(configuration);
  const excluded = exclude.map((folder) => folder.replace("**/", ""));
  const own = (file) => !excluded.some((folder) => `/${file}/`.includes(`/${folder}/`));
  return include
    .flatMap((name) =>
      name.endsWith(".ts")
        ? [name]
        : readdirSync(join(root, name), { recursive: true }).map((file) => join(name, file)),
    )
    .filter((file) => /(?<!\.d)\.ts$/.test(file) && own(file.split(sep).join("/")))
    .map((file) => join(root, file));
}

/** Compiles files and writes them to the cache. */
function compileAll(files) {
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: files,
    // Writes no file here. esbuild derives the source map's relative paths from this folder.
    outdir: root,
    outbase: root,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    // `require` loads the project's TypeScript files, so `import("./x")` is compiled to it.
    supported: { "dynamic-import": false },
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  });
  mkdirSync(cache, { recursive: true });
  for (const { path, text } of outputFiles) {
    const cached = cachePathOf(path.replace(/\.js$/, ".ts"));
    // Renames the file when it is complete, because other processes read it.
    const unfinished = `${cached}-${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, cached);
  }
}

function readCompiled(file) {
  const cached = cachePathOf(file);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    try {
      compileAll([...new Set([...listSources(), file])]);
    } catch {
      // If another file does not compile, compile only the required one.
      compileAll([file]);
    }
    return readFileSync(cached, "utf8");
  }
}

function compileAsPulumi(file) {
  if (pulumiCompiler === undefined) {
    const { CachedCompiler } = require("./local-cloud/src/program/modules/compile.ts");
    pulumiCompiler = new CachedCompiler(root, { tsconfig: join(root, "tsconfig.pulumi.json") });
  }
  return pulumiCompiler.compile(file);
}

Module._extensions[".ts"] = (module, file) => {
  const ofProgram = serialized.some((name) => `${file}${sep}`.startsWith(`${name}${sep}`));
  module._compile(ofProgram ? compileAsPulumi(file) : readCompiled(file), file);
};
process.setSourceMapsEnabled(true);
// Later modules read few of Pulumi's: a process of tests loads in two thirds of the time.
require("./local-cloud/src/program/modules/deferredModules.ts");
// Tests load Pulumi before the local cloud does.
require("./local-cloud/src/program/pulumi/moduleIndex.ts").indexModules();
require("./local-cloud/src/program/modules/domains.ts");
