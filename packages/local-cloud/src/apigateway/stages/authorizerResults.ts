import type { Clock } from "../../kernel/clock";

/** What a Lambda authorizer has answered. */
export interface AuthorizerResult {
  readonly principalId: string;
  /** JSON text. */
  readonly policy: string;
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

/** How many results are kept; the oldest goes. */
const mostResults = 1_000;

/** Results of authorizers, each for as long as its authorizer says, on the run's clock. */
export class AuthorizerResults {
  private readonly results = new Map<string, { readonly result: AuthorizerResult; readonly until: number }>();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  find(key: string): AuthorizerResult | undefined {
    const found = this.results.get(key);
    return found !== undefined && found.until > this.clock.now() ? found.result : undefined;
  }

  keep(key: string, result: AuthorizerResult, seconds: number): void {
    if (seconds <= 0) return;
    this.results.delete(key);
    if (this.results.size >= mostResults) this.results.delete(this.results.keys().next().value!);
    this.results.set(key, { result, until: this.clock.now() + seconds * 1000 });
  }
}
