#!/usr/bin/env node
"use strict";
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
void require(`${require("./compiled.cjs")}/src/main.js`).main(process.argv.slice(2), require("./package.json").version);
