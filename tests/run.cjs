"use strict";
/**
 * `npm test`: every test file, or those that are named: `npm test -- tests/api/packaging.test.ts`.
 *
 * The glob stands here and not in .mocharc.json, which would add it to what is named.
 */
const given = process.argv.slice(2);
const named = given.some((argument) => /\.ts$/.test(argument));
process.argv.splice(
  2,
  given.length,
  ...given,
  ...(named ? [] : ["tests/**/*.test.ts", "packages/*/tests/**/*.test.ts"]),
);
require("mocha/bin/mocha.js");
