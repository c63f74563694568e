"use strict";
/**
 * `npm test`: every suite in one pool, the packages' too where they are here; or the files that are named, as in
 * `npm test -- tests/api/packaging.test.ts`.
 *
 * The globs are not in .mocharc.cjs, which would add them to the named files.
 */
const given = process.argv.slice(2);
const named = given.some((argument) => /\.ts$/.test(argument));
const suites = ["tests/**/*.test.ts", "packages/*/tests/**/*.test.ts"];
process.argv.splice(2, given.length, ...given, ...(named ? [] : suites));
require("mocha/bin/mocha.js");
