"use strict";
/**
 * Runs a program as Pulumi's language host does. At the end, it writes the CPU time of the process in milliseconds to file
 * descriptor 3. argv: the arguments of Pulumi's cmd/run.
 */
const { writeSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, `${(user + system) / 1000}`);
});
require("@pulumi/pulumi/cmd/run");
