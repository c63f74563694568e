#!/usr/bin/env node
"use strict";
/** `local-cloud`: runs the Pulumi program of a folder on this machine. */
// First: nothing reads the shell's variables before.
require("./shellVariables.cjs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

// The SDK's own switch for the warning that it prints on Node 20, should a program make a client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Node.js 22 and newer keep what V8 compiles, TypeScript's nine megabytes first: a tenth of every start.
enableCompileCache?.(join(__dirname, "node_modules", ".cache", "v8"));
require(join(require("./compiled.cjs"), "src", "main.js")).main(process.cwd(), require("./package.json").version);
