"use strict";
/** The template alone is loaded by the published local cloud; beside packages/, their source is loaded too. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "packages", "register.cjs");

module.exports = {
  require: [
    existsSync(source) ? source : "@onemachine/local-cloud/register",
    "tests/support/hooks.ts",
    "tests/contract/target.ts",
  ],
  timeout: 40_000,
  parallel: true,
  jobs: 2,
};
