"use strict";
/**
 * `npm start`: compiles the local cloud when it has changed, then runs it.
 *
 * With esbuild, all files at once and kept under the package's node_modules/.cache: ts-node takes a second for them at every start.
 * The program itself is compiled to what Pulumi makes of it (src/program/compile.ts).
 */
// First: nothing reads the shell's variables before.
require("./shellVariables.cjs");
const { createHash } = require("node:crypto");
const { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join, relative } = require("node:path");

const source = join(__dirname, "src");
/** The console's page: one file for browsers, and what it loads beside it. */
const page = join(source, "console", "page");
/** DynamoDB's engine, a package of its own. */
const engine = require("../dynamodb/bundle.cjs");

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:ts|html|css|json)$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => join(folder, file))
    .sort();
}

function sources() {
  return [...filesBelow(source), ...engine.sources()];
}

/** Changes with every file's name, size and time of change. */
function keyOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Removes what has not been made within a day: a run that began before may still read its own. */
function prune(cache) {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > 86_400_000) rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the folder of the compiled files. */
function compiled() {
  const files = sources();
  const cache = join(__dirname, "node_modules", ".cache", "local-cloud");
  const folder = join(cache, keyOf(files));
  if (existsSync(folder)) return folder;
  const { buildSync } = require("esbuild");
  prune(cache);
  // Two starts at once must not see each other's half-written files.
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  buildSync({
    entryPoints: files.filter((file) => file.endsWith(".ts") && !file.startsWith(page) && file.startsWith(source)),
    outdir: unfinished,
    outbase: source,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "linked",
    logLevel: "error",
  });
  for (const file of files.filter(
    (each) => each.endsWith(".json") && !each.startsWith(page) && each.startsWith(source),
  )) {
    cpSync(file, join(unfinished, relative(source, file)));
  }
  engine.bundle(join(unfinished, "dynamodb", "bundle.js"), "linked");
  const builtPage = join(unfinished, "console", "page");
  cpSync(page, builtPage, { recursive: true, filter: (file) => !file.endsWith(".ts") });
  const options = require(join(page, "build.json"));
  buildSync({ ...options, entryPoints: [join(page, "main.ts")], outfile: join(builtPage, "main.js") });
  try {
    renameSync(unfinished, folder);
  } catch {
    // Another start was first, with the same files.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

// The SDK's own switch for the warning that it prints on Node 20, should a program make a client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Node.js 22 and newer keep what V8 compiles, TypeScript's nine megabytes first: a tenth of every start.
enableCompileCache?.(join(__dirname, "node_modules", ".cache", "v8"));
require(join(compiled(), "main.js")).main(process.cwd());
