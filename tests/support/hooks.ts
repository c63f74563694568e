import fc from "fast-check";

/**
 * Random tests use the same cases in every run, so that a failure is caused by the change under test. `SEED=random npm
 * test` tries other cases, and `SEED=<number> npm test` repeats those of a failure.
 */
const seed = process.env["SEED"] ?? "20261128";
if (seed !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

/**
 * Fails a run whose process does not end, because a test left a server or timer open. It does not apply to the workers
 * of a parallel run, which mocha ends. `npx mocha --no-parallel` checks all files.
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
