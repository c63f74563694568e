import { InvokeRefused } from "../kernel/interfaces";

/** Concurrent executions that one function has reserved, or that all others share. */
export class ConcurrencyLimit {
  private running = 0;

  constructor(
    public executions: number,
    /** What Lambda says of one call too many. */
    readonly reason: string,
  ) {}

  /** @throws InvokeRefused 429 */
  take(): void {
    if (this.running >= this.executions) throw throttled(this.reason);
    this.running += 1;
  }

  release(): void {
    this.running -= 1;
  }
}

/** Lambda's refusal of one call too many (recorded: lambda-concurrency/reserved-zero-sync). */
export function throttled(reason = "ConcurrentInvocationLimitExceeded"): InvokeRefused {
  return new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "Rate Exceeded.", reason });
}
