"use strict";
module.exports = require(`${require("./compiled.cjs")}/index.js`);
