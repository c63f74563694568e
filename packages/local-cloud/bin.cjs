#!/usr/bin/env node
"use strict";
/** `local-cloud`: runs the Pulumi program of a folder on this machine. */
// Must be first, before any module reads the shell's variables.
require("./shellVariables.cjs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

// Disables the SDK's warning about Node.js 20 for programs that create an SDK client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Caches V8's compiled code (Node.js 22 and newer). This saves a tenth of every start, mostly for TypeScript.
enableCompileCache?.(join(__dirname, "node_modules", ".cache", "v8"));
require(join(require("./compiled.cjs"), "src", "main.js")).main(process.cwd(), require("./package.json").version);
