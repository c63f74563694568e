"use strict";
/** For packages that contain the engine in their own tarball: its sources, and how they become one file. */
const { readdirSync } = require("node:fs");
const { join } = require("node:path");

/** Files whose changes change the bundle. */
function sources() {
  const below = readdirSync(join(__dirname, "src"), { recursive: true, encoding: "utf8" });
  return [
    join(__dirname, "index.ts"),
    ...below.filter((file) => file.endsWith(".ts")).map((file) => join(__dirname, "src", file)),
  ].sort();
}

function bundle(outfile, sourcemap) {
  require("esbuild").buildSync({
    entryPoints: [join(__dirname, "index.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap,
    logLevel: "error",
  });
}

module.exports = { sources, bundle };
