"use strict";
/**
 * `npm test`: runs all suites in one pool, including those of packages/ if that folder exists. Named files run alone:
 * `npm test -- tests/api/packaging.test.ts`.
 *
 * The globs are not in .mocharc.cjs, because mocha would add them to the named files.
 */
const given = process.argv.slice(2);
const named = given.some((argument) => /\.ts$/.test(argument));
const suites = ["tests/**/*.test.ts", "packages/*/tests/**/*.test.ts"];
// With V8's defaults, collecting garbage takes a fifth of a run: new objects get 16 MB, and helper threads compete with the
// other worker for the cores. Mocha's workers get these options.
process.execArgv.push("--max-semi-space-size=64", "--single-threaded-gc");
process.argv.splice(2, given.length, ...given, ...(named ? [] : suites));
require("mocha/bin/mocha.js");
