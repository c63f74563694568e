import fc from "fast-check";

/**
 * Random tests repeat the same cases on every run, so that a change is judged by itself. `SEED=random npm test` tries
 * other cases, and `SEED=<number> npm test` those of a failure that printed its seed.
 */
const seed = process.env["SEED"] ?? "20261128";
if (seed !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

/**
 * Fails a run that does not end by itself: something that was started is still open. Not in the workers of a parallel
 * run, which mocha ends; `npx mocha --no-parallel` looks everywhere.
 */
export const mochaHooks = {
  afterAll() {
    if (process.env["MOCHA_WORKER_ID"] !== undefined) return;
    setTimeout(() => {
      process.stderr.write(`still open after the tests: ${process.getActiveResourcesInfo().join(", ")}\n`);
      process.exit(1);
    }, 5_000).unref();
  },
};
