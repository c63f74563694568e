import type { Run } from "../kernel/service";
import { parseJsonText } from "../kernel/jsonText";
import { dueOccurrences } from "../kernel/schedules/dueOccurrences";
import { parseSchedule, type Schedule } from "../kernel/schedules";
import { envelope } from "./envelope";
import { newEventId, type EventRouter } from "./eventRouter";
import type { Rule } from "./model";
import { ruleArn } from "./names";
import type { EventStore } from "./store";

/** Interval of clock time at which schedules are read. */
const tickMillis = 1_000;

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
      if (time === undefined) continue;
      const following = (after: number) => time.schedule.next(after, rule.modified);
      const { due, next, skipsFrom } = dueOccurrences(time.next, now, following);
      time.next = next;
      for (const at of due) this.fire(rule, at);
      if (skipsFrom === undefined) continue;
      const text = `rule ${rule.name}: the clock jumped, and the times from ${new Date(skipsFrom).toISOString()} are skipped`;
      this.run.log({ source: "events", text });
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
