"use strict";
/** `node packages/proofs/run.cjs NAME [OPTION…]`: runs a proof that needs both the template and the packages. */
require("../register.cjs");

const proofs = {
  resource: "./proof.ts",
  rename: "./renameProof.ts",
  report: "./reportProof.ts",
  pack: "./packProof.ts",
  booking: "./bookingProof.ts",
  owner: "./ownerProof.ts",
  import: "./importProof.ts",
  events: "./eventsProof.ts",
  versions: "./versionsProof.ts",
  load: "./load/load.ts",
  soak: "./load/soak.ts",
  screenshots: "./screenshots.ts",
};

const [name, ...options] = process.argv.slice(2);
if (Object.hasOwn(proofs, name ?? "")) {
  process.argv.splice(2, Infinity, ...options);
  require(proofs[name]);
} else {
  process.stderr.write(`${name ?? "no name"} is not a proof: the proofs are ${Object.keys(proofs).join(", ")}\n`);
  process.exitCode = 1;
}
