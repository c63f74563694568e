"use strict";
/**
 * Decides how soon V8 optimizes the functions of this process, in all threads.
 *
 * By default, a function of Node.js 20 runs 67,584 bytes of bytecode before V8 optimizes it, together with up to 920 bytes
 * of the functions that it calls. An environment would then answer thousands of calls before most of the SDK is optimized,
 * and each environment compiles for itself. Optimized sooner and in smaller pieces, the first 4,500 requests take 0.8 of the
 * CPU time, and later ones the same. A start would take a third more, because most of its functions run only a few times.
 */
const { setFlagsFromString } = require("node:v8");

/** V8's defaults, and bytes with which the part `local` of packages/bench takes the least CPU time. */
const start = { "interrupt-budget": 67_584, "max-inlined-bytecode-size-cumulative": 920 };
const later = { "interrupt-budget": 5_000, "max-inlined-bytecode-size-cumulative": 200 };

/** Newer versions of V8 count calls, and optimize early by themselves. */
const countsBytes = Number.parseInt(process.versions.v8, 10) < 12;

let isLater = false;

function setBytes(bytes) {
  for (const [flag, value] of Object.entries(bytes)) setFlagsFromString(`--${flag}=${value}`);
}

/** Lets V8 optimize functions sooner from now on. */
exports.optimizeSooner = () => {
  if (!countsBytes || isLater) return;
  isLater = true;
  setBytes(later);
};

/** Runs `act` under the flags of the start, because V8 rejects kept code that was compiled under other flags. */
exports.underStartFlags = (act) => {
  if (!isLater) return act();
  setBytes(start);
  try {
    return act();
  } finally {
    setBytes(later);
  }
};
