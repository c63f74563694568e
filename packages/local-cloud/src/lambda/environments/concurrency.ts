import { InvokeRefused } from "../../kernel/interfaces/functions";

/** Limit of concurrent executions: the reservation of one function, or the rest that all other functions share. */
export class ConcurrencyLimit {
  private running = 0;

  constructor(
    public executions: number,
    /** Reason in Lambda's throttling error. */
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

/** Returns Lambda's throttling error (recorded: lambda-concurrency/reserved-zero-sync). */
export function throttled(reason = "ConcurrentInvocationLimitExceeded"): InvokeRefused {
  return new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "Rate Exceeded.", reason });
}
