import { debuggedThreads } from "./debuggedThreads";

export interface DeadlineOptions {
  readonly millis: number;
  /** The thread that is waited for, once it is known; any thread without it. */
  readonly threadId?: () => number | undefined;
  readonly onExpired: () => void;
}

/** Calls back once a time has passed, unless a debugger holds the thread: after a breakpoint the time begins anew. */
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
    // A thread that is held says so when it goes on.
    if ((await paused) || this.stopped || this.timer !== expired) return;
    this.options.onExpired();
  }
}
