import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { Clock } from "../../kernel/clock";

/** Checked answer of a Lambda authorizer. */
export interface AuthorizerResult {
  readonly principalId: string;
  /** JSON text. */
  readonly policy: string;
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

interface Entry {
  readonly key: string;
  readonly result: AuthorizerResult;
  readonly until: number;
}

const limits = { entries: 1_000, bytes: 16 * 1_048_576 };

function sizeOf({ key, result: { policy, principalId, context } }: Entry): number {
  const texts = [key, policy, principalId, ...Object.entries(context).flat()];
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** Caches the results of authorizers. They expire on the run's clock. */
export class AuthorizerResults {
  private readonly results = new BoundedMap<string, Entry>(limits, sizeOf);

  constructor(private readonly clock: Pick<Clock, "now">) {}

  find(key: string): AuthorizerResult | undefined {
    const found = this.results.get(key);
    return found !== undefined && found.until > this.clock.now() ? found.result : undefined;
  }

  keep(key: string, result: AuthorizerResult, seconds: number): void {
    if (seconds > 0) this.results.set(key, { key, result, until: this.clock.now() + seconds * 1000 });
  }
}
