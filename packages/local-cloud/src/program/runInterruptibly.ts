import { UserError } from "../kernel/errors";
import { runWithin, TimeLimitExceeded } from "../kernel/bounds/timeLimit";

/** Time limit of a program's synchronous code. A cold start on a busy machine takes ten seconds. */
const synchronousMillis = 60_000;

/**
 * Runs synchronous code of a program, which may loop forever. During the call, SIGINT and SIGTERM end the process.
 *
 * @throws UserError if the code exceeds the time limit.
 */
export function runInterruptibly<T>(work: () => T, millis = synchronousMillis): T {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const handlers = signals.map((signal) => [signal, process.listeners(signal)] as const);
  // A signal without listeners ends the process. With listeners, it would wait for the event loop.
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
