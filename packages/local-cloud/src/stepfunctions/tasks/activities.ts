import type { Clock } from "../../kernel/clock";

/** A task that waits for a worker. */
export interface OfferedTask {
  readonly token: string;
  /** JSON text. */
  readonly input: string;
  readonly onStarted: (worker: string | undefined) => void;
}

type Receive = (task: OfferedTask | undefined) => void;

/** Seconds that GetActivityTask waits for a task (API reference, GetActivityTask). */
const pollMillis = 60_000;

/** Tasks of activities and the workers that poll for them. */
export class Activities {
  private readonly offered = new Map<string, OfferedTask[]>();
  private readonly waiting = new Map<string, Receive[]>();

  constructor(
    private readonly clock: Pick<Clock, "sleep">,
    private readonly stopping: AbortSignal,
  ) {}

  offer(arn: string, task: OfferedTask): void {
    const receive = this.waiting.get(arn)?.shift();
    if (receive !== undefined) receive(task);
    else this.offered.set(arn, [...(this.offered.get(arn) ?? []), task]);
  }

  /** Withdraws a task that has timed out. */
  withdraw(token: string): void {
    for (const [arn, tasks] of this.offered)
      this.offered.set(
        arn,
        tasks.filter((each) => each.token !== token),
      );
  }

  /** Returns the next task; undefined if none comes within 60 seconds. */
  async poll(arn: string): Promise<OfferedTask | undefined> {
    const next = this.offered.get(arn)?.shift();
    if (next !== undefined) return next;
    return new Promise((resolve) => {
      const list = this.waiting.get(arn) ?? [];
      this.waiting.set(arn, list);
      const receive: Receive = (task) => resolve(task);
      list.push(receive);
      const giveUp = () => {
        const at = list.indexOf(receive);
        if (at >= 0) list.splice(at, 1);
        resolve(undefined);
      };
      this.clock.sleep(pollMillis, this.stopping).then(giveUp, giveUp);
    });
  }
}
