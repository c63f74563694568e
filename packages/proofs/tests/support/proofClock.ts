import { MovedClock } from "../../../local-cloud/src/testing/movedClock";

/** Injected latencies pass at once. Longer waits, such as those between two polls of a stream, end as the test moves on. */
export class ProofClock extends MovedClock {
  override sleep(millis: number, signal: AbortSignal): Promise<void> {
    if (millis >= 100) return super.sleep(millis, signal);
    this.set(this.now() + millis);
    return Promise.resolve();
  }
}
