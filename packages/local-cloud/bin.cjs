#!/usr/bin/env node
"use strict";
/** `local-cloud`: runs the Pulumi program of a folder on this machine. */
// Must be first, before any module reads the shell's variables.
require("./shellVariables.cjs");
const { join } = require("node:path");

// Disables the SDK's warning about Node.js 20 for programs that create an SDK client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const code = require("./codeCache.cjs").keepCompiledCode(join(__dirname, "node_modules", ".cache"));
require(join(require("./compiled.cjs"), "src", "bundle", "main.js")).main(process.cwd(), {
  version: require("./package.json").version,
  code,
});
