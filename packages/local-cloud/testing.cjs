"use strict";
module.exports = require(`${require("./compiled.cjs")}/testing.js`);
