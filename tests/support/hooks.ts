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
