/** A fault of a path, an expression or a field. The interpreter adds the state to its text. */
export class LanguageError extends Error {
  override readonly name = "LanguageError";

  /** @param error such as `States.Runtime`. @param location field of a JSONata expression, such as `Output/total`. */
  constructor(
    readonly error: string,
    text: string,
    readonly location?: string,
  ) {
    super(text);
  }
}

/** Returns the fault of a JSONPath state (Step Functions Developer Guide, "Handling errors"). */
export function runtimeError(text: string): LanguageError {
  return new LanguageError("States.Runtime", text);
}

/** Returns the fault of a JSONata expression. */
export function queryError(text: string, location: string): LanguageError {
  return new LanguageError("States.QueryEvaluationError", text, location);
}

/** A path finds nothing, or an intermediate value has the wrong type. */
export class PathNotFound extends Error {
  override readonly name = "PathNotFound";
}

/** Work that exceeds a limit of the local cloud, so that no input blocks the process. */
export class LimitExceeded extends Error {
  override readonly name = "LimitExceeded";
}

/** A path, an expression or a call that cannot be parsed. */
export class LanguageSyntaxError extends Error {
  override readonly name = "LanguageSyntaxError";
}
