import { createContext, Script } from "node:vm";
import { textOf } from "../errors";

/** Work was aborted because it took too long. */
export class TimeLimitExceeded extends Error {
  override readonly name = "TimeLimitExceeded";
}

const context = createContext({}) as { work?: (() => unknown) | undefined };
const script = new Script("work()");

/**
 * Runs synchronous work that could block the thread, such as a looping template or a backtracking regular expression.
 *
 * @throws TimeLimitExceeded after the given time, and any error of the work.
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
