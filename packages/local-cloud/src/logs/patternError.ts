/** A filter pattern that CloudWatch Logs rejects, or that the local cloud does not evaluate. */
export class FilterPatternError extends Error {
  override readonly name = "FilterPatternError";
}
