/** A pattern that EventBridge rejects with InvalidEventPatternException. */
export class PatternError extends Error {
  override readonly name = "InvalidEventPatternException";

  constructor(readonly reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}
