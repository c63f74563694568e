"use strict";
/** Folder of the compiled files: dist/ in the tarball. In the repository, the sources are compiled when this loads. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

module.exports = existsSync(join(__dirname, "src"))
  ? require("../build.cjs").compiledFolder(__dirname)
  : join(__dirname, "dist");
