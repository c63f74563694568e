"use strict";
/**
 * `node -r ./packages/register.cjs FILE.ts`: runs the project's TypeScript. esbuild compiles all of it at the first file
 * that has changed, and what it makes is kept by content under node_modules/.cache: a test run is many processes. What
 * Pulumi serializes is compiled as Pulumi does.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join, relative, resolve, sep } = require("node:path");

const root = resolve(__dirname, "..");
const cache = join(root, "node_modules", ".cache", "typescript");
const configuration = readFileSync(join(root, "tsconfig.json"), "utf8");
const { version } = require("esbuild/package.json");

/** Files whose functions tests and benches serialize: their text must be that of a deployment. */
const serialized = ["index.ts", "api", "monitoring", join("packages", "bench", "fixture")].map((name) =>
  join(root, name),
);
let pulumis;

/** @returns where a file's text is kept. Its source map names the file by its path in the project. */
function keptAt(file) {
  const text = readFileSync(file, "utf8");
  const parts = [version, configuration, relative(root, file), text];
  return join(cache, `${createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32)}.js`);
}

/** What tsconfig.json includes: folders and files, less the folders that it excludes. */
function sources() {
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

/** Compiles files and keeps what becomes of them. */
function keep(files) {
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: files,
    // Nothing is written there: a source map names its source from where its text would be.
    outdir: root,
    outbase: root,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    // `import("./x")` of a file in TypeScript: it is loaded by `require`.
    supported: { "dynamic-import": false },
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  });
  mkdirSync(cache, { recursive: true });
  for (const { path, text } of outputFiles) {
    const kept = keptAt(path.replace(/\.js$/, ".ts"));
    // Another process must not read half of it.
    const unfinished = `${kept}-${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, kept);
  }
}

function compiled(file) {
  const kept = keptAt(file);
  try {
    return readFileSync(kept, "utf8");
  } catch {
    try {
      keep([...new Set([...sources(), file])]);
    } catch {
      // What is wrong in another file is no matter here.
      keep([file]);
    }
    return readFileSync(kept, "utf8");
  }
}

function asPulumi(file) {
  if (pulumis === undefined) {
    const { CachedCompiler } = require("./local-cloud/src/program/compile.ts");
    pulumis = new CachedCompiler(root, { tsconfig: join(root, "tsconfig.pulumi.json") });
  }
  return pulumis.compile(file);
}

Module._extensions[".ts"] = (module, file) => {
  const ofProgram = serialized.some((name) => `${file}${sep}`.startsWith(`${name}${sep}`));
  module._compile(ofProgram ? asPulumi(file) : compiled(file), file);
};
process.setSourceMapsEnabled(true);
