import type { LanguageError } from "../language/errors";
import { causeIn, StateError } from "./stateError";
import type { StateScope } from "./stateScope";

/** Returns the failure that a fault of a field causes. AWS records the fault of an expression as an event. */
export function asStateError(scope: StateScope, { error, message, location }: LanguageError): StateError {
  const cause = causeIn(scope, message);
  if (location !== undefined) {
    const details = { error, cause, location, state: scope.name };
    scope.frame.record("EvaluationFailed", ["evaluationFailedEventDetails", details]);
  }
  return new StateError(error, cause);
}
