/** Fails a run that does not end by itself: something that was started is still open. */
export const mochaHooks = {
  afterAll() {
    setTimeout(() => {
      process.stderr.write(`still open after the tests: ${process.getActiveResourcesInfo().join(", ")}\n`);
      process.exit(1);
    }, 5_000).unref();
  },
};
