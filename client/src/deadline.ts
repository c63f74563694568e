import { ConnectionError } from "./errors";
import type { Tools } from "./options";

/** Ends a call when its time is over or its caller aborts it. */
export class Deadline {
  /** Stops the timer. The caller's signal can still end a stream. */
  readonly stopTimer: () => void;
  private readonly controller = new AbortController();
  private readonly abort = () => this.controller.abort(this.given?.reason);

  constructor(
    operation: string,
    private readonly given: AbortSignal | undefined,
    { millis, after }: { readonly millis: number; readonly after: Tools["after"] },
  ) {
    this.stopTimer = after(millis, () => this.controller.abort(new ConnectionError(operation, "timeout")));
    if (given?.aborted === true) this.abort();
    given?.addEventListener("abort", this.abort, { once: true });
  }

  /** Aborted when the call must end. Its reason is the caller's, or a `ConnectionError`. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    this.stopTimer();
    this.given?.removeEventListener("abort", this.abort);
  }
}
