"use strict";
/** `node -r @onemachine/local-cloud/register FILE.ts`: compiles TypeScript as `pulumi up` does, and keeps the result. */
require(`${require("./compiled.cjs")}/src/register.js`).register(process.cwd());
