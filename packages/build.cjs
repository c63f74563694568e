"use strict";
/**
 * Compiles a package. Commands of this repository always run the current source, compiled into a cache. A tarball
 * contains the package compiled into dist/. A package that needs more than TypeScript has a build.cjs, which exports
 * `assets(outdir)`, `excluded(file)`, `bundle(dist)`, `bundled` or `importsModules`.
 */
const { createHash } = require("node:crypto");
const { execFileSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join, relative, sep } = require("node:path");

/** Keeps compiled copies of older source for a day, because a run that started before may still read them. */
const cacheMillis = 86_400_000;

function sourcesOf(dir) {
  const top = readdirSync(dir).filter((file) => file.endsWith(".ts"));
  return [...top.map((file) => join(dir, file)), ...filesBelow(join(dir, "src"))]
    .filter((file) => /\.(?:ts|html|css|json|js)$/.test(file) && !file.endsWith(".d.ts"))
    .sort();
}

/** Lists the files of a folder. Every start does this, and Node.js's own recursion takes three times as long. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + sep + entry.name;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Lists what compiled files depend on. */
function inputsOf(dir) {
  const included = Object.values(extrasOf(dir).bundled?.alias ?? {}).map((entry) => dirname(entry));
  const sources = [dir, ...included].flatMap((folder) => sourcesOf(folder));
  const scripts = [__filename, join(dir, "build.cjs")].filter((file) => existsSync(file));
  return [...sources, ...scripts];
}

/** Hashes names, sizes and modification times of files. */
function keyOf(files) {
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}\n`;
  });
  return createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16);
}

function prune(cache) {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > cacheMillis) rmSync(folder, { recursive: true, force: true });
  }
}

function extrasOf(dir) {
  const file = join(dir, "build.cjs");
  return existsSync(file) ? require(file) : {};
}

/** Compiles a package's TypeScript file by file, and adds its assets. */
function emit(dir, outdir, sourcemap) {
  const { assets = () => undefined, excluded = () => false, importsModules = false } = extrasOf(dir);
  require("esbuild").buildSync({
    entryPoints: sourcesOf(dir).filter((file) => file.endsWith(".ts") && !excluded(file)),
    outdir,
    outbase: dir,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap,
    // Compiles `import("./x")` of the package's own files to `require`.
    supported: { "dynamic-import": importsModules },
    logLevel: "error",
  });
  for (const file of sourcesOf(dir).filter((each) => each.endsWith(".json") && !excluded(each))) {
    cpSync(file, join(outdir, relative(dir, file)));
  }
  assets(outdir);
}

/**
 * Bundles compiled modules into one file, without installed packages. The modules stay beside it, because worker threads
 * and other entries load them. The bundle is in a folder beside theirs, so `join(__dirname, "..")` is the same folder.
 */
function bundleModules(dir, outdir, sourcemap) {
  const { bundled } = extrasOf(dir);
  if (bundled === undefined) return;
  require("esbuild").buildSync({
    absWorkingDir: dir,
    entryPoints: [bundled.entry],
    outfile: join(outdir, bundled.outfile),
    bundle: true,
    alias: bundled.alias,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap,
    // V8 caches no code that contains `import()` (codeCache.cjs).
    supported: { "dynamic-import": false },
    logLevel: "error",
  });
}

/** Returns the folder of a package's compiled files, and compiles them if the source has changed. */
function compiledFolder(dir) {
  const cache = join(dir, "node_modules", ".cache", "compiled");
  const folder = join(cache, keyOf(inputsOf(dir)));
  if (existsSync(folder)) return folder;
  prune(cache);
  // Concurrent starts must not read each other's incomplete files.
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  emit(dir, unfinished, "linked");
  bundleModules(dir, unfinished, "linked");
  try {
    renameSync(unfinished, folder);
  } catch {
    // A concurrent start has written the same files first.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Writes the tarball's files: JavaScript and types in dist/, a declaration file for each public entry, the licence. */
function buildPackage(dir) {
  const dist = join(dir, "dist");
  rmSync(dist, { recursive: true, force: true });
  emit(dir, dist, false);
  extrasOf(dir).bundle?.(dist);
  bundleModules(dir, dist, false);
  const tsc = require.resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(dir, "tsconfig.build.json")], { stdio: "inherit" });
  for (const entry of readdirSync(dir).filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))) {
    const name = entry.slice(0, -".ts".length);
    writeFileSync(join(dir, `${name}.d.ts`), `export * from "./dist/${name}";\n`);
  }
  cpSync(join(__dirname, "..", "LICENSE"), join(dir, "LICENSE"));
}

module.exports = { compiledFolder, buildPackage };

// `node ../build.cjs` in a package's folder.
if (require.main === module) buildPackage(process.cwd());
