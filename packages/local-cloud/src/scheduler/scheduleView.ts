import type { Clock } from "../kernel/clock";
import { UserError } from "../kernel/errors";
import type { ScheduleDescription, ScheduleList } from "../kernel/scheduleList";
import type { Schedule } from "./model";
import { nextOccurrence } from "./occurrences";
import type { ScheduleRunner } from "./runner";
import type { ScheduleStore } from "./store";

/** The schedules of a run for the console, which accesses them without IAM. */
export class ScheduleView implements ScheduleList {
  constructor(
    private readonly store: ScheduleStore,
    private readonly runner: ScheduleRunner,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  descriptions(count: number): readonly ScheduleDescription[] {
    return this.store.schedules.map((schedule) => {
      const { expression, timeZone, state, target, window } = schedule;
      return {
        id: idOf(schedule),
        ...{ expression, timeZone, state, target: target.Arn, windowMinutes: window.MaximumWindowInMinutes },
        next: state === "ENABLED" ? this.nextOf(schedule, count) : [],
      };
    });
  }

  run(id: string): void {
    const schedule = this.store.schedules.find((each) => idOf(each) === id);
    if (schedule === undefined) throw new UserError(`there is no schedule ${JSON.stringify(id)}`);
    this.runner.runNow(schedule);
  }

  private nextOf(schedule: Schedule, count: number): number[] {
    const times: number[] = [];
    let next = nextOccurrence(schedule, this.clock.now());
    while (next !== undefined && times.length < count) {
      times.push(next);
      next = nextOccurrence(schedule, next);
    }
    return times;
  }
}

function idOf({ group, name }: Schedule): string {
  return `${group}/${name}`;
}
