import { IdleEnvironments } from "./idleEnvironments";

/**
 * Longest time for which a call waits for a busy environment before another starts. Lambda's shortest cold starts take
 * as long (Developer Guide, "Understanding the Lambda execution environment lifecycle", cold starts: "under 100 ms to
 * over 1 second"), so that no call waits longer than on AWS.
 */
const patienceMillis = 100;

/** Decides when environments start. More than the cores can run would slow each other. */
export class Starts {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];

  /**
   * @param most number of starts at the same time
   * @param idle environments that end before others start if memory is scarce
   * @param later calls its argument when a call has waited long enough for a busy environment
   */
  constructor(
    private readonly most: number,
    readonly idle = new IdleEnvironments(),
    private readonly later = (act: () => void): void => void setTimeout(act, patienceMillis).unref(),
  ) {}

  /** @param begin called when a start slot is free; returns false if the start is no longer wanted. */
  request(begin: () => boolean): void {
    this.waiting.push(begin);
    this.next();
  }

  /**
   * Like `request`, for a call that can also wait for an environment to become free. If there are enough environments
   * for all cores, it waits first: fewer environments need less memory, and their code is compiled sooner.
   *
   * @param existing number of environments that the call can wait for
   */
  requestBeside(existing: number, begin: () => boolean): void {
    if (existing < this.most) this.request(begin);
    else this.later(() => this.request(begin));
  }

  /** Frees the slot of a start that has succeeded or failed. */
  done(): void {
    this.running -= 1;
    this.next();
  }

  private next(): void {
    while (this.running < this.most) {
      const begin = this.waiting.shift();
      if (begin === undefined) return;
      this.running += 1;
      this.idle.makeRoom();
      if (!begin()) this.running -= 1;
    }
  }
}
