import { TimeLimitExceeded } from "../../kernel/bounds/timeLimit";
import { LanguageError, LimitExceeded, runtimeError } from "../language/errors";
import { causeIn, StateError } from "./stateError";
import type { StateScope } from "./stateScope";

/** Returns the failure that an error is. @throws an error that is a defect */
export function failureOf(scope: StateScope, error: unknown): StateError {
  if (error instanceof StateError) return error;
  const fault = error instanceof LanguageError ? error : limitFault(error);
  if (fault === undefined) throw error;
  return asStateError(scope, fault);
}

/** Returns the failure that a fault of a field causes. AWS records the fault of an expression as an event. */
function asStateError(scope: StateScope, { error, message, location }: LanguageError): StateError {
  const cause = causeIn(scope, message);
  if (location !== undefined) {
    const details = { error, cause, location, state: scope.name };
    scope.frame.record("EvaluationFailed", ["evaluationFailedEventDetails", details]);
  }
  return new StateError(error, cause);
}

/** Returns the fault of data or patterns that exceed what the local cloud can process. */
function limitFault(error: unknown): LanguageError | undefined {
  if (error instanceof LimitExceeded) return runtimeError(error.message);
  if (error instanceof TimeLimitExceeded) return runtimeError("The regular expression takes too long.");
  if (error instanceof RangeError && error.message.includes("call stack")) {
    return runtimeError("The data is nested too deeply.");
  }
  return undefined;
}
