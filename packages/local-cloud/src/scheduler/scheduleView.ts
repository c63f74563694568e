import { UserError } from "../kernel/errors";
import type { ScheduleDescription, ScheduleList } from "../kernel/interfaces/scheduleList";
import type { Run } from "../kernel/service";
import type { Schedule } from "./model";
import { scheduleArn } from "./names";
import { nextOccurrence } from "./occurrences";
import type { ScheduleRunner } from "./runner";
import type { ScheduleStore } from "./store";

/** The schedules of a run for the console, which accesses them without IAM. */
export class ScheduleView implements ScheduleList {
  constructor(
    private readonly run: Pick<Run, "clock" | "location">,
    private readonly store: ScheduleStore,
    private readonly runner: ScheduleRunner,
  ) {}

  descriptions(count: number): readonly ScheduleDescription[] {
    return this.store.schedules.map((schedule) => {
      const { expression, timeZone, state, target, window } = schedule;
      return {
        id: idOf(schedule),
        arn: scheduleArn(this.run.location, schedule),
        ...{ expression, timeZone, state, target: target.Arn, windowMinutes: window.MaximumWindowInMinutes },
        next: state === "ENABLED" ? this.nextOf(schedule, count) : [],
      };
    });
  }

  runNow(id: string): void {
    const schedule = this.store.schedules.find((each) => idOf(each) === id);
    if (schedule === undefined) throw new UserError(`there is no schedule ${JSON.stringify(id)}`);
    this.runner.runNow(schedule);
  }

  private nextOf(schedule: Schedule, count: number): number[] {
    const times: number[] = [];
    let next = nextOccurrence(schedule, this.run.clock.now());
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
