import { LocalCloud } from "../../src/cloud";
import { Refusal } from "../../src/kernel/errors";
import type { NotificationFact } from "../../src/kernel/facts/facts";
import { alarms, metrics, type AlarmDescription } from "../../src/kernel/interfaces/monitoring";
import { clockAt, type TestClock } from "../support/clock";
import type { RecordedCase } from "./cases";
import { Declaration, location } from "./declare";
import { differences, type Bindings } from "./matchers";

type Step = Readonly<Record<string, any>>;

/** A custom metric, which the steps put values of. */
const metric = { namespace: "Recorded", name: "metric", dimensions: {} };

/** Name of the alarm in cases with one alarm. */
const only = "alarm";

/** Maximum number of evaluations to wait for a state: ten minutes of the case's clock. */
const mostTicks = 60;

/** Runs the steps of a recorded alarm case with its own clock. @returns the differences. */
export async function runAlarmCase({ given, expect }: RecordedCase): Promise<string[]> {
  const told: NotificationFact[] = [];
  const clock = clockAt("2026-07-10T12:00:00Z");
  const cloud = await LocalCloud.open(location, {
    host: "127.0.0.1",
    port: 0,
    clock,
    readers: [(fact) => void (fact.kind === "notification" && told.push(fact))],
  });
  try {
    const scene = new AlarmScene({ cloud, clock, told }, given);
    await scene.declare();
    const bindings: Bindings = new Map();
    const found: string[] = [];
    for (const [index, step] of (given["steps"] as Step[]).entries()) {
      const came = await scene.act(step);
      const expected = (expect["steps"] as Step[])[index] ?? {};
      for (const [key, value] of Object.entries(expected)) {
        found.push(...differences(value, came[key], `steps[${index}].${key}`, bindings));
      }
    }
    return found;
  } finally {
    await cloud.stop();
  }
}

interface Run {
  readonly cloud: LocalCloud;
  readonly clock: TestClock;
  readonly told: readonly NotificationFact[];
}

class AlarmScene {
  private disabled = false;

  constructor(
    private readonly run: Run,
    private readonly given: RecordedCase["given"],
  ) {}

  /** Declares alarms, the composite alarm, and their topic. */
  async declare(): Promise<void> {
    const declaration = new Declaration(this.run.cloud);
    const topic = await declaration.add("aws:sns/topic:Topic", "topic", {});
    const Principal = { Service: "cloudwatch.amazonaws.com" };
    const Statement = { Effect: "Allow", Principal, Action: "sns:Publish", Resource: topic.id };
    await declaration.add("aws:sns/topicPolicy:TopicPolicy", "policy", {
      arn: topic.id,
      policy: JSON.stringify({ Statement }),
    });
    const { alarm, alarms: several = alarm === undefined ? [] : [alarm], composite } = this.given;
    for (const { name = only, ...inputs } of several as Step[]) {
      const actions = (names: string[] = []) => names.map(() => topic.id);
      await declaration.add("aws:cloudwatch/metricAlarm:MetricAlarm", name as string, {
        name,
        namespace: metric.namespace,
        dimensions: metric.dimensions,
        metricName: metric.name,
        ...inputs,
        actionsEnabled: !this.disabled,
        alarmActions: actions(inputs["alarmActions"] as string[] | undefined),
        okActions: actions(inputs["okActions"] as string[] | undefined),
      });
    }
    if (composite !== undefined) {
      await declaration.add("aws:cloudwatch/compositeAlarm:CompositeAlarm", composite.name as string, {
        alarmName: composite.name,
        alarmRule: composite.rule,
      });
    }
    await declaration.apply();
  }

  async act(step: Step): Promise<Record<string, unknown>> {
    const { cloud, clock } = this.run;
    switch (step["op"]) {
      case "putData":
        for (const value of step["values"] as number[]) {
          const at = clock.now() - step["periodsAgo"] * this.given["alarm"].period * 1000;
          cloud.registry.use(metrics).put({ ...metric, value, at });
        }
        return {};
      case "setState":
        return this.setState(step);
      case "disableActions":
      case "enableActions":
        this.disabled = step["op"] === "disableActions";
        await this.declare();
        return {};
      case "waitForState":
        this.wait(step);
        return this.shown(step);
      case "describe":
        return this.shown(step);
      default:
        throw new Error(`the step ${String(step["op"])} is not known`);
    }
  }

  private setState({ alarm = only, state, reason }: Step): Record<string, unknown> {
    try {
      this.run.cloud.registry.use(alarms).setState(alarm as string, state as string, reason as string);
      return {};
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { statusCode: status, code, message } = error.answer;
      return { error: { status, code, message } };
    }
  }

  private wait(step: Step): void {
    const { cloud, clock } = this.run;
    for (let tick = 0; tick < mostTicks && this.alarmOf(step).state !== step["state"]; tick += 1) {
      clock.move(10_000);
      cloud.registry.use(alarms).evaluate();
    }
  }

  private alarmOf({ alarm = only }: Step): AlarmDescription {
    return this.run.cloud.registry.use(alarms).descriptions.find(({ name }) => name === alarm)!;
  }

  /** Returns the result under the names of the cases. */
  private shown(step: Step): Record<string, unknown> {
    const { state, reason, history, actionsEnabled, actions, recent, trigger } = this.alarmOf(step);
    const { descriptions } = this.run.cloud.registry.use(alarms);
    const last = this.run.told.at(-1);
    const sent = last && (JSON.parse(last.message) as { OldStateValue: string; NewStateValue: string });
    return {
      state,
      stateReason: reason,
      actionsEnabled,
      alarmActions: actions.ALARM,
      okActions: actions.OK,
      insufficientDataActions: actions.INSUFFICIENT_DATA,
      dimensions: [],
      recentDatapoints: recent,
      actionSent: sent && { oldState: sent.OldStateValue, newState: sent.NewStateValue },
      history: history.map(({ from, to }) => ({
        summary: `Alarm updated from ${from} to ${to}`,
        oldState: from,
        newState: to,
      })),
      triggeringAlarms: descriptions.flatMap(({ name, state: now }) =>
        name === trigger ? [{ alarm: name, state: now }] : [],
      ),
    };
  }
}
