import { topics, type AlarmDescription, type Alarms, type StateChange } from "../engine/interfaces";
import type { Declared } from "../engine/resources";
import type { Run } from "../engine/service";
import { declaredAlarms, type AlarmDeclaration, type Points } from "./declaredAlarms";
import { breaches, evaluationRange, stateOf, type AlarmState } from "./evaluate";
import type { MetricStore } from "./metricStore";
import { alarmMessage } from "./notification";
import { stateReason, type Point } from "./stateReason";

/** How many changes of state an alarm remembers. */
const mostHistory = 100;

interface LiveAlarm {
  declaration: AlarmDeclaration;
  state: AlarmState;
  reason: string;
  history: StateChange[];
}

/** The alarms of a run: evaluated each minute, their states kept through further declarations. */
export class LiveAlarms implements Alarms {
  private alarms = new Map<string, LiveAlarm>();

  constructor(
    private readonly run: Pick<Run, "place" | "clock" | "facts" | "ports" | "log">,
    private readonly metrics: MetricStore,
  ) {}

  declare(resources: readonly Declared[]): void {
    const before = this.alarms;
    this.alarms = new Map(
      declaredAlarms(resources).map((declaration) => {
        const known = before.get(declaration.name);
        const created = {
          state: "INSUFFICIENT_DATA",
          reason: "Unchecked: Initial alarm creation",
          history: [],
        } as const;
        return [declaration.name, { ...(known ?? { ...created, history: [] }), declaration }];
      }),
    );
  }

  get described(): AlarmDescription[] {
    return [...this.alarms.values()].map(({ declaration, state, reason, history }) => ({
      label: declaration.label,
      state,
      reason:
        "notEvaluated" in declaration.watched ? `not evaluated locally: ${declaration.watched.notEvaluated}` : reason,
      history,
      evaluated: !("notEvaluated" in declaration.watched),
    }));
  }

  /** Evaluates every alarm over the periods that ended by now. */
  evaluate(): void {
    const now = this.run.clock.now();
    for (const alarm of this.alarms.values()) {
      const { watched } = alarm.declaration;
      if (!("notEvaluated" in watched)) this.evaluateOne(alarm, watched, now);
    }
  }

  private evaluateOne(alarm: LiveAlarm, watched: Points, now: number): void {
    const { declaration } = alarm;
    const { evaluationPeriods } = declaration;
    const points = pointsOf(watched, this.metrics, { now, count: evaluationRange(evaluationPeriods) });
    const real = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
    const newest = real.at(-1);
    if (newest !== undefined && watched.isLowSample(this.metrics, newest.start)) return;
    const breaching = (point: Point | undefined) =>
      point && breaches(watched.comparison, point.value, watched.threshold);
    const state = stateOf(points.map(breaching), declaration, alarm.state);
    if (state === alarm.state) return;
    const counted = real.filter((point) => breaching(point) === (state === "ALARM")).reverse();
    this.change(alarm, state, stateReason({ ...declaration, ...watched, state, points: counted }));
  }

  private change(alarm: LiveAlarm, state: AlarmState, reason: string): void {
    const { declaration, state: before } = alarm;
    const { facts, ports, clock } = this.run;
    alarm.state = state;
    alarm.reason = reason;
    const at = clock.now();
    alarm.history = [...alarm.history, { at, from: before, to: state, reason }].slice(-mostHistory);
    facts.tell(() => ({ kind: "state", resource: declaration.label, type: "alarm", state, before, reason }));
    if (!declaration.actionsEnabled) return;
    for (const topicArn of declaration.actions[state]) {
      const message = alarmMessage(declaration, { state, before, reason, at }, this.run.place);
      const refusal = ports
        .use(topics)
        .publish({ topicArn, ...message, service: "cloudwatch.amazonaws.com", sourceArn: declaration.arn });
      if (refusal !== undefined) {
        this.run.log({
          source: "cloudwatch",
          text: `${declaration.label} tells nobody that it is ${state}: ${refusal}`,
        });
      }
    }
  }
}

/** Oldest first; a window ends with the last whole minute, and each minute moves it on (docs/emulation.md, "Assumed"). */
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
