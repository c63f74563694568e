import { UserError } from "../kernel/errors";
import { runWithin, TimeLimitExceeded } from "../kernel/timeLimit";

/** Milliseconds that the synchronous part of a program may take; a cold start on a busy machine takes ten seconds. */
const synchronousMillis = 60_000;

/**
 * Runs the part of a program that keeps this thread, which may be a loop without end. A signal ends the process at once.
 *
 * @throws UserError when the program does not return in time
 */
export function endable<T>(work: () => T, millis = synchronousMillis): T {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const handlers = signals.map((signal) => [signal, process.listeners(signal)] as const);
  // Without a listener the system ends the process; with one, it would wait for the event loop.
  for (const signal of signals) process.removeAllListeners(signal);
  try {
    return runWithin(millis, work);
  } catch (error) {
    if (!(error instanceof TimeLimitExceeded)) throw error;
    throw new UserError(`the program does not return within ${millis / 1000} s: it may loop without end`);
  } finally {
    for (const [signal, listeners] of handlers) for (const listener of listeners) process.on(signal, listener);
  }
}
