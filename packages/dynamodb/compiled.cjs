"use strict";
/** The folder of the compiled files: dist/ in the tarball; in the repository, what the source compiles to now. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

module.exports = existsSync(join(__dirname, "src"))
  ? require("../build.cjs").compiledFolder(__dirname)
  : join(__dirname, "dist");
