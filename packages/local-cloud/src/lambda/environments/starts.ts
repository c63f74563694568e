import { IdleEnvironments } from "./idleEnvironments";

/**
 * Shortest and longest time for which a call waits for a busy environment before another starts: Lambda's cold starts take
 * "under 100 ms to over 1 second" (Developer Guide, "Understanding the Lambda execution environment lifecycle").
 */
const patience = { leastMillis: 100, mostMillis: 1_000 } as const;

/** Real time, in milliseconds. */
interface Timer {
  now(): number;
  later(act: () => void, millis: number): void;
}

const realTimer: Timer = {
  now: () => performance.now(),
  later: (act, millis) => void setTimeout(act, millis).unref(),
};

/** Decides when environments start. More than the cores can run would slow each other. */
export class Starts {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];
  /** Times at which the running starts began, oldest first. */
  private readonly begun: number[] = [];
  /** Duration of the last start. */
  private lastMillis = 0;

  /**
   * @param most number of starts at the same time
   * @param idle environments that end before others start if memory is scarce
   */
  constructor(
    private readonly most: number,
    readonly idle = new IdleEnvironments(),
    private readonly timer: Timer = realTimer,
  ) {}

  /** @param begin called when a start slot is free; returns false if the start is no longer wanted. */
  request(begin: () => boolean): void {
    this.waiting.push(begin);
    this.next();
  }

  /**
   * Like `request`, for a call that can also wait for an environment to become free. If there are enough environments
   * for all cores, it waits first for as long as the last start took: fewer environments need less memory, and their code
   * is compiled sooner. On a busy machine starts take longer, so that they do not multiply there.
   *
   * @param existing number of environments that the call can wait for
   */
  requestBeside(existing: number, begin: () => boolean): void {
    if (existing < this.most) this.request(begin);
    else {
      const millis = Math.min(Math.max(patience.leastMillis, this.lastMillis), patience.mostMillis);
      this.timer.later(() => this.request(begin), millis);
    }
  }

  /** Frees the slot of a start that has succeeded or failed. */
  done(): void {
    this.running -= 1;
    this.lastMillis = this.timer.now() - (this.begun.shift() ?? this.timer.now());
    this.next();
  }

  private next(): void {
    while (this.running < this.most) {
      const begin = this.waiting.shift();
      if (begin === undefined) return;
      this.running += 1;
      this.begun.push(this.timer.now());
      if (begin()) this.idle.makeRoom();
      else {
        this.running -= 1;
        this.begun.pop();
      }
    }
  }
}
