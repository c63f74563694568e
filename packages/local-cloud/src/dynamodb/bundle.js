"use strict";
/**
 * The engine from its package. The build of the local cloud replaces this file by the engine in one file
 * (packages/dynamodb/bundle.cjs), so that its tarball installs alone.
 */
module.exports = require("../../../dynamodb");
