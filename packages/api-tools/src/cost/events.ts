import { functionNameOf, ofType, parseSchedule, type Declared, type Program } from "@onemachine/local-cloud";
import { executionWork } from "./executions";
import type { FunctionWork } from "./functionWork";
import type { Traffic } from "./traffic";

/** A way of events from one resource to another. The keys are URNs. */
export interface Way {
  readonly from: string;
  readonly to: string;
  /** Events that arrive for each event, or call, of `from`. */
  readonly count: number;
}

/** URN of the account's default bus, which programs do not declare. */
const defaultBus = "default";

/** Actions that cause events in what they name, once for each call. */
const causingActions: readonly string[] = [
  ...["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
  ...["sqs:SendMessage", "sns:Publish", "events:PutEvents", "s3:PutObject"],
  ...["states:StartExecution", "states:StartSyncExecution"],
];

/** The ways of events in a program, and its resources by ARN. */
export class EventWays {
  readonly ways: readonly Way[];
  /** Calls of schedules a month, keyed by the URN of what they call. */
  readonly scheduled: ReadonlyMap<string, number>;
  /** Calls of EventBridge Scheduler, which are billed. Those of rules are free. */
  readonly billedSchedules: number;
  private readonly resources: readonly Declared[];

  constructor({ resources }: Program, functions: Iterable<FunctionWork>, { pageItems }: Traffic) {
    this.resources = resources;
    this.ways = [
      ...[...functions].flatMap((fn) => this.causedBy(fn, pageItems)),
      ...this.mappings(),
      ...this.subscriptions(),
      ...this.ruleTargets(),
      ...this.notifications(),
      ...this.tasks(pageItems),
    ];
    const rules = this.schedules("aws:cloudwatch/eventTarget:EventTarget");
    const schedules = this.schedules("aws:scheduler/schedule:Schedule");
    const sums = new Map<string, number>();
    for (const { to, count } of [...rules, ...schedules]) sums.set(to, (sums.get(to) ?? 0) + count);
    this.scheduled = sums;
    this.billedSchedules = schedules.reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Returns the monthly events of every resource that receives some, keyed by URN. Events that come back to where they
   * began are counted once.
   *
   * @param requests monthly requests to each function, by URN.
   */
  monthly(requests: ReadonlyMap<string, number>): Map<string, number> {
    const found = new Map<string, number>();
    const count = (urn: string, seen: ReadonlySet<string>): number => {
      const known = found.get(urn);
      if (known !== undefined) return known;
      const path = new Set([...seen, urn]);
      const arriving = this.ways
        .filter(({ to, from }) => to === urn && !path.has(from))
        .reduce((sum, way) => sum + way.count * count(way.from, path), 0);
      const all = (requests.get(urn) ?? 0) + (this.scheduled.get(urn) ?? 0) + arriving;
      if (seen.size === 0) found.set(urn, all);
      return all;
    };
    for (const urn of new Set([...this.ways.map(({ to }) => to), ...this.scheduled.keys(), ...requests.keys()])) {
      count(urn, new Set());
    }
    return found;
  }

  /** Returns the URN of a resource by its ARN; functions also by qualified ARNs. */
  private urnOf(arn: unknown): string | undefined {
    if (typeof arn !== "string") return undefined;
    if (/^arn:[^:]+:events:.*:event-bus\/default$/.test(arn)) return defaultBus;
    const isFunction = arn.includes(":function:");
    return this.resources.find(({ type, state }) =>
      isFunction
        ? type === "aws:lambda/function:Function" && state["name"] === functionNameOf(arn)
        : state["arn"] === arn || (type === "aws:dynamodb/table:Table" && state["streamArn"] === arn),
    )?.urn;
  }

  private way(from: string | undefined, to: string | undefined): Way[] {
    return from === undefined || to === undefined ? [] : [{ from, to, count: 1 }];
  }

  private causedBy(fn: FunctionWork, pageItems: number): Way[] {
    const from = this.resources.find(
      ({ type, state }) => type === "aws:lambda/function:Function" && state["name"] === fn.name,
    )!.urn;
    return fn.grants
      .filter(({ action }) => causingActions.includes(action))
      .map(({ action, target }) => ({
        from,
        to: target.urn,
        count: action.endsWith("BatchWriteItem") ? pageItems : 1,
      }));
  }

  private mappings(): Way[] {
    return ofType(this.resources, "aws:lambda/eventSourceMapping:EventSourceMapping").flatMap(({ state }) => {
      const fn = this.resources.find(
        (each) =>
          each.type === "aws:lambda/function:Function" && each.state["name"] === functionNameOf(state["functionName"]),
      );
      return this.way(this.urnOf(state["eventSourceArn"]), fn?.urn);
    });
  }

  private subscriptions(): Way[] {
    return ofType(this.resources, "aws:sns/topicSubscription:TopicSubscription").flatMap(({ state }) =>
      this.way(this.urnOf(state["topic"]), this.urnOf(state["endpoint"])),
    );
  }

  private ruleTargets(): Way[] {
    return ofType(this.resources, "aws:cloudwatch/eventTarget:EventTarget").flatMap(({ state }) => {
      const rule = this.ruleOf(state["rule"]);
      if (rule?.["eventPattern"] === undefined) return [];
      return this.way(this.busOf(rule["eventBusName"]), this.urnOf(state["arn"]));
    });
  }

  private ruleOf(name: unknown): Declared["state"] | undefined {
    return ofType(this.resources, "aws:cloudwatch/eventRule:EventRule").find(({ state }) => state["name"] === name)
      ?.state;
  }

  private busOf(nameOrArn: unknown): string | undefined {
    if (nameOrArn === undefined || nameOrArn === "default") return defaultBus;
    const buses = ofType(this.resources, "aws:cloudwatch/eventBus:EventBus");
    return buses.find(({ state }) => state["name"] === nameOrArn || state["arn"] === nameOrArn)?.urn;
  }

  private notifications(): Way[] {
    return ofType(this.resources, "aws:s3/bucketNotification:BucketNotification").flatMap(({ state }) => {
      const bucket = this.resources.find(
        (each) =>
          each.type.startsWith("aws:s3/bucket") && each.state["bucket"] === state["bucket"] && each.state["arn"],
      );
      const { lambdaFunctions, queues, topics, eventbridge } = state as Record<string, object[] | undefined> & {
        eventbridge?: boolean;
      };
      const arns = [...(lambdaFunctions ?? []), ...(queues ?? []), ...(topics ?? [])].flatMap((each) =>
        Object.entries(each).flatMap(([key, value]) => (/Arn$/.test(key) ? [value as unknown] : [])),
      );
      const targets = [...arns.map((arn) => this.urnOf(arn)), ...(eventbridge === true ? [defaultBus] : [])];
      return targets.flatMap((target) => this.way(bucket?.urn, target));
    });
  }

  /** The functions that state machines call. */
  private tasks(pageItems: number): Way[] {
    return ofType(this.resources, "aws:sfn/stateMachine:StateMachine").flatMap((machine) =>
      executionWork(machine, pageItems).calls.flatMap((call) => {
        const to = this.urnOf(call.function);
        return to === undefined ? [] : [{ from: machine.urn, to, count: call.count }];
      }),
    );
  }

  /** Returns the calls of a month by the schedules of a type, and what each calls. */
  private schedules(type: string): { readonly to: string; readonly count: number }[] {
    return ofType(this.resources, type).flatMap(({ state }) => {
      const rule = type.endsWith(":EventTarget") ? this.ruleOf(state["rule"]) : state;
      const to = this.urnOf((state["target"] as { arn?: string } | undefined)?.arn ?? state["arn"]);
      const { scheduleExpression = "" } = (rule ?? {}) as { scheduleExpression?: string };
      const count = countCalls(scheduleExpression);
      return to === undefined || count === 0 ? [] : [{ to, count }];
    });
  }
}

/** Counts the occurrences of a schedule in a month of 730 hours, from January 2027 in UTC. */
export function countCalls(expression: string): number {
  const schedule = parseSchedule(expression);
  if (schedule === undefined) return 0;
  const begin = Date.UTC(2027, 0, 1);
  const end = begin + 730 * 3_600_000;
  // The rate of a schedule has no shorter unit than a minute.
  let count = 0;
  for (
    let next = schedule.next(begin - 1, begin);
    next !== undefined && next < end;
    next = schedule.next(next, begin)
  ) {
    count += 1;
  }
  return count;
}
