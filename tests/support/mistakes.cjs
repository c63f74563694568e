"use strict";
/**
 * Prints a mistake in the project as one sentence, and ends the process with exit code 1. Scripts of package.json preload
 * this file. Other errors keep their stack.
 */

/** Names of errors that describe a mistake in the project: of the local cloud, and of Pulumi. */
const names = ["UserError", "RunError", "ResourceError"];

/** Prints an error, and ends the process. */
function fail(error) {
  const isMistake = error instanceof Error && (names.includes(error.name) || names.includes(error.constructor.name));
  process.stderr.write(`${isMistake ? error.message : (error?.stack ?? String(error))}\n`);
  process.exit(1);
}

process.on("uncaughtException", fail);
module.exports = { fail };
