import { createContext, Script } from "node:vm";
import { textOf } from "./errors";

/** Work that was ended because it took too long. */
export class TimeLimitExceeded extends Error {
  override readonly name = "TimeLimitExceeded";
}

const context = createContext({}) as { work?: (() => unknown) | undefined };
const script = new Script("work()");

/**
 * Runs work that must not keep the thread for ever: a program that loops, a regular expression that backtracks.
 *
 * @throws TimeLimitExceeded once its synchronous part has taken so many milliseconds; whatever else it throws
 */
export function runWithin<T>(millis: number, work: () => T): T {
  const before = context.work;
  context.work = work;
  try {
    return script.runInContext(context, { timeout: millis, displayErrors: false }) as T;
  } catch (error) {
    if (textOf(error, "code") !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitExceeded(`not finished in ${millis} ms`);
  } finally {
    context.work = before;
  }
}
