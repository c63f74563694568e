import { UserError } from "../../kernel/errors";
import { eventBuses } from "../../kernel/interfaces/eventBuses";
import { parseSchedule } from "../../kernel/schedules";
import { scheduleList } from "../../kernel/interfaces/scheduleList";
import type { Run } from "../../kernel/service";
import { textIn, type CommandInput } from "../commandInput";
import type { ScheduleLine } from "../eventWire";
import { shortArn } from "../shortArn";

/** Number of shown occurrences of each schedule. */
const shownTimes = 5;

/** Returns the rules with schedule expressions, and the schedules of EventBridge Scheduler. */
export function askSchedules({ registry, clock }: Run): ScheduleLine[] {
  const rules = registry.use(eventBuses).rules.flatMap((rule): ScheduleLine[] => {
    const { bus, name, state, schedule: expression, targets, modified } = rule;
    if (expression === undefined) return [];
    const next = state === "DISABLED" ? [] : nextTimes(expression, clock.now(), modified);
    const line = { id: `${bus}/${name}`, expression, timeZone: "UTC", state, targets: targets.map(shortArn) };
    return [{ kind: "rule", windowMinutes: undefined, next, ...line }];
  });
  const schedules = registry.find(scheduleList)?.descriptions(shownTimes) ?? [];
  return [
    ...rules,
    ...schedules.map(({ target, arn: _, ...line }): ScheduleLine => {
      return { kind: "schedule", targets: [shortArn(target)], ...line };
    }),
  ];
}

/** Runs a schedule or a scheduled rule now. @throws UserError */
export function runSchedule({ registry }: Run, given: CommandInput): object {
  const id = textIn(given, "id");
  if (given["kind"] === "schedule") registry.use(scheduleList).runNow(id);
  else {
    const [, bus, rule] = /^(.+)\/([^/]+)$/.exec(id) ?? [];
    if (bus === undefined)
      throw new UserError(`id must be a bus and a rule, such as "default/nightly", not ${JSON.stringify(id)}`);
    registry.use(eventBuses).fire(bus, rule!);
  }
  return {};
}

function nextTimes(expression: string, now: number, anchor: number): number[] {
  const schedule = parseSchedule(expression);
  const times: number[] = [];
  let next = schedule?.next(now, anchor);
  while (next !== undefined && times.length < shownTimes) {
    times.push(next);
    next = schedule!.next(next, anchor);
  }
  return times;
}
