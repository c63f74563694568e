import { debuggedThreads } from "./debuggedThreads";

export interface DeadlineOptions {
  readonly millis: number;
  /** Returns the id of the awaited thread once it exists. Absent: the thread is not known, so any thread counts. */
  readonly threadId?: () => number | undefined;
  readonly onExpired: () => void;
}

/** A timeout that does not expire while a debugger pauses the thread, and restarts when the thread resumes. */
export class Deadline {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly unwatch: (() => void) | undefined;

  constructor(private readonly options: DeadlineOptions) {
    this.unwatch = debuggedThreads()?.watch((threadId) => {
      const own = options.threadId?.();
      if (own === undefined || own === threadId) this.begin();
    });
    this.begin();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.unwatch?.();
  }

  private begin(): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.expire(), this.options.millis);
  }

  private expire(): void {
    const threads = debuggedThreads();
    if (threads === undefined) this.options.onExpired();
    else void this.expireUnlessHeld(threads.isPaused(this.options.threadId?.()));
  }

  private async expireUnlessHeld(paused: Promise<boolean>): Promise<void> {
    const expired = this.timer;
    // A paused thread restarts this timer when it resumes.
    if ((await paused) || this.stopped || this.timer !== expired) return;
    this.options.onExpired();
  }
}
