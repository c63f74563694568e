import { Refusal } from "../kernel/errors";
import {
  topics,
  type AlarmChart,
  type AlarmDescription,
  type Alarms,
  type StateChange,
} from "../kernel/interfaces/monitoring";
import type { Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { declaredAlarms, type AlarmDeclaration, type Points } from "./declaredAlarms";
import { unpublishedReason } from "./dimensionSets";
import { breaches, evaluationRange, stateOf, type AlarmState } from "./evaluate";
import type { MetricStore } from "./metricStore";
import { alarmMessage } from "./notification";
import { describeAlarm } from "./describeAlarm";
import { stateReason, type Point } from "./stateReason";

/** Maximum number of stored state changes of an alarm. */
const maxHistory = 100;

/** Number of periods in a chart. */
const chartPoints = 60;

const states: readonly string[] = ["INSUFFICIENT_DATA", "ALARM", "OK"];

interface LiveAlarm {
  declaration: AlarmDeclaration;
  state: AlarmState;
  reason: string;
  history: StateChange[];
  /** Values of the last evaluation that count, oldest first. */
  recent: readonly number[];
  /** Name of the alarm that caused a composite alarm's last change. */
  trigger?: string;
}

/** The alarms of a run. Their states are kept when a program is declared again. */
export class LiveAlarms implements Alarms {
  private alarms = new Map<string, LiveAlarm>();
  private readonly warned = new Set<string>();

  constructor(
    private readonly run: Pick<Run, "location" | "clock" | "facts" | "registry" | "log">,
    private readonly metrics: MetricStore,
  ) {}

  declare(resources: readonly Declared[]): void {
    const before = this.alarms;
    const declarations = declaredAlarms(resources);
    declarations.forEach((declaration) => this.warn(declaration));
    this.alarms = new Map(
      declarations.map((declaration) => [
        declaration.name,
        { ...(before.get(declaration.name) ?? newAlarm()), declaration },
      ]),
    );
  }

  /** Logs once that an alarm can never fire. */
  private warn({ label, watched }: AlarmDeclaration): void {
    if (!("pointOf" in watched)) return;
    for (const metric of watched.metrics) {
      const why = unpublishedReason(metric);
      if (why === undefined || this.warned.has(`${label} ${why}`)) continue;
      this.warned.add(`${label} ${why}`);
      this.run.log({ source: "cloudwatch", text: `alarm ${label} can never fire: ${why}` });
    }
  }

  get descriptions(): AlarmDescription[] {
    return [...this.alarms.values()].map(({ declaration, state, reason, history, recent, trigger }) => {
      const { label, name, arn, watched, actions, actionsEnabled } = declaration;
      const silent = "notEvaluated" in watched ? watched.notEvaluated : undefined;
      return {
        label,
        name,
        arn,
        meaning: describeAlarm(declaration, recent),
        description: declaration.description,
        watches: "pointOf" in watched ? watched.metrics.map(({ dimensions }) => dimensions) : [],
        state,
        reason: silent === undefined ? reason : `not evaluated locally: ${silent}`,
        history,
        evaluated: silent === undefined,
        actionsEnabled,
        actions,
        recent,
        trigger,
      };
    });
  }

  chart(label: string): AlarmChart | undefined {
    const watched = [...this.alarms.values()].find(({ declaration }) => declaration.label === label)?.declaration
      .watched;
    if (watched === undefined || !("pointOf" in watched)) return undefined;
    const { threshold, comparison, period } = watched;
    const now = this.run.clock.now();
    const points = pointsOf(watched, this.metrics, { now, count: chartPoints }).map((point, index) => ({
      at: now - (now % Math.min(60_000, period * 1000)) - (chartPoints - index) * period * 1000,
      value: point?.value,
    }));
    return { threshold, comparison, period, points };
  }

  /** Evaluates alarms up to now: those with periods below a minute, those with longer periods, or by default both. */
  evaluate(periods?: "seconds" | "minutes"): void {
    const now = this.run.clock.now();
    for (const alarm of this.alarms.values()) {
      const { watched } = alarm.declaration;
      if (!("pointOf" in watched)) continue;
      const own = watched.period < 60 ? "seconds" : "minutes";
      if (periods === undefined || periods === own) this.evaluateOne(alarm, watched, now);
    }
  }

  setState(name: string, state: string, reason: string): void {
    if (!states.includes(state)) {
      const rule = `Member must satisfy enum value set: [${states.join(", ")}]`;
      const message = `1 validation error detected: Value '${state}' at 'stateValue' failed to satisfy constraint: ${rule}`;
      throw new Refusal(`alarm ${name}`, { statusCode: 400, code: "ValidationError", message });
    }
    const alarm = this.alarms.get(name);
    if (alarm !== undefined && alarm.state !== state) this.change(alarm, state as AlarmState, reason);
  }

  private evaluateOne(alarm: LiveAlarm, watched: Points, now: number): void {
    const { declaration } = alarm;
    const { evaluationPeriods } = declaration;
    const points = pointsOf(watched, this.metrics, { now, count: evaluationRange(evaluationPeriods) });
    const real = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
    const newest = real.at(-1);
    if (newest !== undefined && watched.isLowSample(this.metrics, newest.start)) return;
    alarm.recent = real.map(({ value }) => value);
    const breaching = (point: Point | undefined) =>
      point && breaches(watched.comparison, point.value, watched.threshold);
    const state = stateOf(points.map(breaching), declaration, alarm.state);
    if (state === alarm.state) return;
    const counted = real.filter((point) => breaching(point) === (state === "ALARM")).reverse();
    this.change(alarm, state, stateReason({ ...declaration, ...watched, state, points: counted }));
  }

  private change(alarm: LiveAlarm, state: AlarmState, reason: string): void {
    const { declaration, state: before } = alarm;
    const at = this.run.clock.now();
    alarm.state = state;
    alarm.reason = reason;
    alarm.history = [...alarm.history, { at, from: before, to: state, reason }].slice(-maxHistory);
    const { label: resource } = declaration;
    this.run.facts.report(() => ({ kind: "state", resource, type: "alarm", state, before, reason }));
    if (declaration.actionsEnabled) this.notify(declaration, { state, before, reason, at });
    this.follow(alarm);
  }

  private notify(declaration: AlarmDeclaration, change: Parameters<typeof alarmMessage>[1]): void {
    const { registry, location, log } = this.run;
    for (const topicArn of declaration.actions[change.state]) {
      const message = alarmMessage(declaration, change, location);
      const sender = { service: "cloudwatch.amazonaws.com", sourceArn: declaration.arn };
      const refusal = registry.use(topics).publish({ topicArn, ...message, ...sender });
      if (refusal === undefined) continue;
      log({ source: "cloudwatch", text: `${declaration.label} does not notify of ${change.state}: ${refusal}` });
    }
  }

  /** Changes composite alarms whose rule has a new result. */
  private follow(child: LiveAlarm): void {
    const stateOfAlarm = (alarm: string) =>
      [...this.alarms.values()].find(({ declaration: { name, arn } }) => name === alarm || arn === alarm)?.state;
    for (const alarm of this.alarms.values()) {
      const { watched } = alarm.declaration;
      if (!("rule" in watched) || alarm === child) continue;
      const state = watched.rule(stateOfAlarm) ? "ALARM" : "OK";
      if (state === alarm.state) continue;
      alarm.trigger = child.declaration.name;
      this.change(alarm, state, `${child.declaration.arn} transitioned to ${child.state}`);
    }
  }
}

function newAlarm(): Omit<LiveAlarm, "declaration"> {
  return { state: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", history: [], recent: [] };
}

/** Returns data points, oldest first. The window ends with the last full minute (docs/emulation.md, "Assumed"). */
function pointsOf(
  { period, pointOf }: Points,
  metrics: MetricStore,
  { now, count }: { readonly now: number; readonly count: number },
): (Point | undefined)[] {
  const step = Math.min(60_000, period * 1000);
  const end = now - (now % step);
  return Array.from({ length: count }, (_, index) => {
    const start = end - (count - index) * period * 1000;
    const value = pointOf(metrics, start);
    return value === undefined ? undefined : { value, start };
  });
}
