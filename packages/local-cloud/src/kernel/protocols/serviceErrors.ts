import { UserError } from "../errors";
import { ServiceError } from "./jsonService";

/** Runs an operation's check on a declaration. @returns the message with which the operation rejects it. */
export function refusalOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

/** Converts errors of AWS for a person at the console. @throws UserError */
export function withUserErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ServiceError) throw new UserError(`${error.code}: ${error.message}`);
    throw error;
  }
}
