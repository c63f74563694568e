import { dueOccurrences } from "../kernel/schedules/dueOccurrences";
import type { Run } from "../kernel/service";
import { Deliveries } from "./deliveries";
import type { Schedule } from "./model";
import { occurrenceOf } from "./occurrence";
import { nextOccurrence } from "./occurrences";
import type { ScheduleStore } from "./store";

/** Interval of clock time at which schedules are read. */
const tickMillis = 1_000;

interface Progress {
  /** Undefined if no occurrence follows. */
  next: number | undefined;
  /** Number of deliveries in progress. */
  running: number;
  hasRun: boolean;
}

/** Calls the targets of schedules at their times. */
export class ScheduleRunner {
  private readonly progress = new WeakMap<Schedule, Progress>();
  private readonly deliveries: Deliveries;
  private readonly started: number;
  private readonly end: () => void;

  constructor(
    private readonly run: Run,
    private readonly store: ScheduleStore,
  ) {
    this.started = run.clock.now();
    this.deliveries = new Deliveries(run);
    this.end = run.clock.every(tickMillis, () => this.tick());
  }

  stop(): void {
    this.end();
    this.deliveries.stop();
  }

  /** Returns the time of the next occurrence in epoch milliseconds. */
  nextTime(schedule: Schedule): number | undefined {
    return schedule.state === "ENABLED" ? this.progressOf(schedule).next : undefined;
  }

  /** Starts an occurrence now. The times of the schedule do not change. */
  runNow(schedule: Schedule): void {
    this.start(schedule, this.progressOf(schedule), this.run.clock.now());
  }

  private tick(): void {
    const now = this.run.clock.now();
    for (const schedule of this.store.schedules) {
      if (schedule.state !== "ENABLED") continue;
      const progress = this.progressOf(schedule);
      const { due, next, skipsFrom } = dueOccurrences(progress.next, now, (at) => nextOccurrence(schedule, at));
      progress.next = next;
      for (const at of due) this.start(schedule, progress, at);
      if (skipsFrom === undefined) continue;
      const text = `schedule ${schedule.name}: the clock jumped, and the times from ${new Date(skipsFrom).toISOString()} are skipped`;
      this.run.log({ source: "scheduler", text });
    }
  }

  private start(schedule: Schedule, progress: Progress, at: number): void {
    progress.running += 1;
    progress.hasRun = true;
    this.deliveries.start(occurrenceOf(this.run.location, schedule, at), () => {
      progress.running -= 1;
      this.removeCompleted(schedule, progress);
    });
  }

  /** Deletes a schedule after its last call (EventBridge Scheduler User Guide, "Deleting a schedule"). */
  private removeCompleted(schedule: Schedule, { next, running, hasRun }: Progress): void {
    if (schedule.afterCompletion !== "DELETE" || next !== undefined || running > 0 || !hasRun) return;
    if (this.store.schedule(schedule) === schedule) this.store.delete(schedule);
  }

  private progressOf(schedule: Schedule): Progress {
    const known = this.progress.get(schedule);
    if (known !== undefined) return known;
    // Occurrences before this run are skipped. The time of the last change is an occurrence of a rate.
    const after = Math.max(schedule.modified, this.started) - 1;
    const progress = { next: nextOccurrence(schedule, after), running: 0, hasRun: false };
    this.progress.set(schedule, progress);
    return progress;
  }
}
