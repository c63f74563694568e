import type { Run } from "../kernel/service";
import { parseJsonText } from "../kernel/jsonText";
import { parseSchedule, type Schedule } from "../kernel/schedules";
import { envelope } from "./envelope";
import { newEventId, type EventRouter } from "./eventRouter";
import type { Rule } from "./model";
import { ruleArn } from "./names";
import type { EventStore } from "./store";

/** Interval of clock time at which schedules are read. */
const tickMillis = 1_000;
/** Maximum number of missed occurrences of one rule that a tick sends. */
const maxMissed = 1_000;

interface NextTime {
  readonly schedule: Schedule;
  /** Undefined if no occurrence follows. */
  next: number | undefined;
}

/** Sends the events of rules with a schedule expression. */
export class ScheduledRules {
  private readonly times = new WeakMap<Rule, NextTime>();
  private readonly started: number;
  private readonly end: () => void;

  constructor(
    private readonly run: Run,
    private readonly store: EventStore,
    private readonly router: EventRouter,
  ) {
    this.started = run.clock.now();
    this.end = run.clock.every(tickMillis, () => this.tick());
  }

  stop(): void {
    this.end();
  }

  private tick(): void {
    const now = this.run.clock.now();
    for (const rule of this.store.rules) {
      if (rule.schedule === undefined || rule.state === "DISABLED") continue;
      const time = this.timeOf(rule, rule.schedule);
      for (let count = 0; time?.next !== undefined && time.next <= now && count < maxMissed; count += 1) {
        this.fire(rule, time.next);
        time.next = time.schedule.next(time.next, rule.modified);
      }
    }
  }

  private timeOf(rule: Rule, expression: string): NextTime | undefined {
    const known = this.times.get(rule);
    if (known !== undefined) return known;
    const schedule = parseSchedule(expression);
    if (schedule === undefined) return undefined;
    // Occurrences before this run are skipped, and the start of a rate is not an occurrence.
    const time = { schedule, next: schedule.next(Math.max(rule.modified, this.started), rule.modified) };
    this.times.set(rule, time);
    return time;
  }

  /** Sends the event of an occurrence. It has the form of EventBridge User Guide, "Creating a rule that runs on a schedule". */
  fire(rule: Rule, time: number): void {
    const { location } = this.run;
    const text = envelope({
      id: newEventId(),
      detailType: "Scheduled Event",
      source: "aws.events",
      time,
      region: location.region,
      resources: [ruleArn(location, rule)],
      detail: parseJsonText("{}"),
    });
    this.router.fire(rule, text);
  }
}
