"use strict";
/** The engine from its package; the build of the local cloud puts the compiled engine in this file's place. */
module.exports = require("../../../dynamodb");
